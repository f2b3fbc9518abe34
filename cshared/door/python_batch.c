/*
 * python_batch.c - columns and the results of batches in the extension module.
 *
 * A column arrives as (validity, offsets, data, length, offset), where each of
 * the first three is the address of a buffer, bytes that hold it, or None. The
 * package has compared lengths with the buffers; the core checks the offsets. A
 * batch is a capsule, and its columns go out as addresses: whoever wraps them
 * keeps the capsule.
 */
#include "python.h"

#ifdef SALLY_WITH_PYTHON

#include <stdint.h>

static int address(PyObject *value, const void **out) {
  long long number;
  *out = NULL;
  if (value == NULL) return -1;
  if (value == Py_None) return 0;
  if (PyBytes_Check(value)) {
    *out = PyBytes_AsString(value);
    return *out == NULL ? -1 : 0;
  }
  number = PyLong_AsLongLong(value);
  if (number == -1 && PyErr_Occurred()) return -1;
  *out = (const void *)(uintptr_t)number;
  return 0;
}

/* A column, or None: then *given is NULL. */
int python_column(PyObject *value, sally_column *column, const_sally_column **given) {
  const void *validity, *offsets, *data;
  *given = NULL;
  if (value == NULL) return -1;
  if (value == Py_None) return 0;
  if (address(PyTuple_GetItem(value, 0), &validity) < 0 || address(PyTuple_GetItem(value, 1), &offsets) < 0 ||
      address(PyTuple_GetItem(value, 2), &data) < 0 || python_int_arg(value, 3, &column->length) < 0 ||
      python_int_arg(value, 4, &column->offset) < 0)
    return -1;
  column->validity = validity;
  column->offsets = offsets;
  column->data = data;
  *given = column;
  return 0;
}

static void destroy(PyObject *capsule) { sally_batch_free(PyCapsule_GetPointer(capsule, PYTHON_BATCH)); }

PyObject *python_batch_capsule(sally_batch *batch) {
  PyObject *capsule = PyCapsule_New(batch, PYTHON_BATCH, destroy);
  if (capsule == NULL) sally_batch_free(batch);
  return capsule;
}

static int find_column(PyObject *module, PyObject *args, sally_column *out) {
  sally_batch *batch = python_capsule_arg(args, 0, PYTHON_BATCH);
  sally_str name;
  sally_error err;
  if (batch == NULL || python_bytes_arg(args, 1, &name) < 0) return -1;
  if (sally_batch_column(batch, name, out, &err) == SALLY_OK) return 0;
  python_fail(module, &err);
  return -1;
}

/* batch_column(batch, name) -> (validity, offsets, data, length): addresses, 0 for none */
PyObject *python_batch_column(PyObject *module, PyObject *args) {
  sally_column column;
  PyObject *result;
  const void *buffers[3];
  Py_ssize_t i;
  if (find_column(module, args, &column) < 0 || (result = PyTuple_New(4)) == NULL) return NULL;
  buffers[0] = column.validity;
  buffers[1] = column.offsets;
  buffers[2] = column.data;
  for (i = 0; i < 3; i++) PyTuple_SetItem(result, i, PyLong_FromLongLong((long long)(uintptr_t)buffers[i]));
  PyTuple_SetItem(result, 3, PyLong_FromLongLong(column.length));
  if (PyErr_Occurred()) {
    Py_DECREF(result);
    return NULL;
  }
  return result;
}

/* batch_values(batch, name) -> list of bytes or None */
PyObject *python_batch_values(PyObject *module, PyObject *args) {
  sally_column column;
  PyObject *list;
  int64_t i;
  if (find_column(module, args, &column) < 0 || (list = PyList_New((Py_ssize_t)column.length)) == NULL) return NULL;
  for (i = 0; i < column.length; i++) {
    PyObject *value = Py_None;
    if (column.validity == NULL || column.validity[i / 8] >> (i % 8) & 1) {
      sally_str span = {(const char *)column.data + column.offsets[i], (size_t)(column.offsets[i + 1] - column.offsets[i])};
      value = python_span_bytes(span);
    } else {
      Py_INCREF(value);
    }
    if (value == NULL || PyList_SetItem(list, (Py_ssize_t)i, value) < 0) {
      Py_DECREF(list);
      return NULL;
    }
  }
  return list;
}

/* batch_codes(batch) -> bytes of int32 */
PyObject *python_batch_codes(PyObject *module, PyObject *args) {
  sally_batch *batch = python_capsule_arg(args, 0, PYTHON_BATCH);
  const int32_t *codes;
  int64_t length;
  sally_error err;
  sally_str span;
  if (batch == NULL) return NULL;
  if (sally_batch_codes(batch, &codes, &length, &err) != SALLY_OK) return python_fail(module, &err);
  span.data = (const char *)codes;
  span.len = (size_t)length * sizeof *codes;
  return python_span_bytes(span);
}

#endif
