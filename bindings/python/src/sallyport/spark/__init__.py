"""Sallyport in PySpark: sign, reach, publish and verify on the executors.

* presign, sign, https_get and verify_identity are functions on columns.
* with_presigned and with_identity do the same to a whole DataFrame by Arrow
  record batches, which is the fast form: ``df.transform(with_presigned, "url")``.
* iot_writer is for ``df.foreachPartition``.
* archive writes the zip file for ``--py-files``.

A bad row gives null or an error struct, never a failed job. What makes every
row fail (no credentials, a wrong option) fails the task.

Secrets are never arguments here: they would be pickled into the job. Each
Python worker takes them from its own environment, or from files on the
executor (``profile=``, ``config_file=``, ``credentials_file=``), and makes one
signer, client or publisher that serves all of its tasks.

Needs PySpark 3.3 or later with pandas and pyarrow. Importing this module
imports none of them.
"""

from __future__ import annotations

from .._archive import archive
from ._functions import https_get, presign, sign, verify_identity, with_identity, with_presigned
from ._publish import iot_writer

__all__ = [
    "archive",
    "https_get",
    "iot_writer",
    "presign",
    "sign",
    "verify_identity",
    "with_identity",
    "with_presigned",
]
