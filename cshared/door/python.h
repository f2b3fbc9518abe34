/*
 * python.h - the parts of the CPython extension module that see each other.
 *
 *   python.c       the module and its objects
 *   python_call.c  operations, and tickets of those that were started
 *   python_sign.c  signer_sign
 *   python_batch.c columns and the results of batches
 *
 * Limited API: one file serves every CPython from 3.7. The library also serves
 * hosts without Python, so every Python symbol is weak: it stays undefined there
 * and is never used. Without Python.h at build time all of this is empty.
 */
#ifndef SALLYPORT_PYTHON_H
#define SALLYPORT_PYTHON_H
#if defined(__has_include) && __has_include(<Python.h>)
#define SALLY_WITH_PYTHON

#define Py_LIMITED_API 0x03070000
#include <Python.h>

#include "shared.h"

/* In the stable ABI only since 3.10, but with this signature in every CPython 3. */
PyAPI_FUNC(const char *) PyUnicode_AsUTF8AndSize(PyObject *text, Py_ssize_t *size);

/* The same of a calling convention: named by the limited API of 3.10, in place since 3.7. */
#ifndef METH_FASTCALL
#define METH_FASTCALL 0x0080
#endif

#pragma weak PyBytes_AsString
#pragma weak PyBytes_Size
#pragma weak PyBytes_AsStringAndSize
#pragma weak PyBytes_FromStringAndSize
#pragma weak PyCapsule_GetContext
#pragma weak PyCapsule_GetPointer
#pragma weak PyCapsule_New
#pragma weak PyCapsule_SetContext
#pragma weak PyDict_Next
#pragma weak PyDict_SetItem
#pragma weak PyDict_Type
#pragma weak PyErr_Clear
#pragma weak PyErr_NoMemory
#pragma weak PyErr_Occurred
#pragma weak PyErr_SetObject
#pragma weak PyErr_SetString
#pragma weak PyEval_RestoreThread
#pragma weak PyEval_SaveThread
#pragma weak PyExc_RuntimeError
#pragma weak PyExc_TypeError
#pragma weak PyList_GetItem
#pragma weak PyList_New
#pragma weak PyList_SetItem
#pragma weak PyList_Size
#pragma weak PyList_Append
#pragma weak PyLong_AsLongLong
#pragma weak PyLong_FromLongLong
#pragma weak PyLong_Type
#pragma weak PyModuleDef_Init
#pragma weak PyModule_AddStringConstant
#pragma weak PyModule_GetState
#pragma weak PyObject_Call
#pragma weak PyObject_CallFunction
#pragma weak PyObject_GetAttrString
#pragma weak PyObject_SetAttr
#pragma weak PyTuple_GetItem
#pragma weak PyTuple_New
#pragma weak PyTuple_SetItem
#pragma weak PyTuple_Size
#pragma weak PyType_GetFlags
#pragma weak PyType_GetSlot
#pragma weak PyUnicode_AsUTF8AndSize
#pragma weak PyUnicode_DecodeLatin1
#pragma weak PyUnicode_DecodeUTF8
#pragma weak PyUnicode_FromString
#pragma weak PyUnicode_InternFromString
#pragma weak PyUnicode_Type
#pragma weak Py_GetVersion
#pragma weak _Py_Dealloc
#pragma weak _Py_NoneStruct

#define PYTHON_NAMES 61

typedef struct state {
  PyObject *error;        /* (code, message, detail) -> exception */
  PyObject *normalize;    /* the seven arguments of sign as anybody gives them -> as bytes and int */
  PyObject *headers_type; /* Headers, a dict subclass */
  PyObject *signed_type;  /* SignedRequest */
  newfunc headers_new;
  newfunc signed_new;
  PyObject *no_args;
  PyObject *method, *url, *headers, *signature, *steps; /* interned */
  PyObject *names[PYTHON_NAMES]; /* header names, see name_text */
} state;

/* Names of capsules, which tell one from another. */
#define PYTHON_OBJECT "sallyport object"
#define PYTHON_TICKET "sallyport ticket"
#define PYTHON_BATCH "sallyport batch"

/* Raises the library's error; always NULL. */
PyObject *python_fail(PyObject *module, const sally_error *err);

/* Arguments that the package has checked. */
int python_bytes_span(PyObject *value, sally_str *out);
int python_bytes_arg(PyObject *args, Py_ssize_t i, sally_str *out);
int python_int_arg(PyObject *args, Py_ssize_t i, int64_t *out);
void *python_capsule_arg(PyObject *args, Py_ssize_t i, const char *name);

PyObject *python_span_bytes(sally_str span);

/* Takes over an object: it is freed with its capsule. */
PyObject *python_object_capsule(uint32_t kind, void *object);

/* python_call.c */
PyObject *python_open(PyObject *module, PyObject *args);
PyObject *python_call(PyObject *module, PyObject *args);
PyObject *python_start(PyObject *module, PyObject *args);
PyObject *python_wait(PyObject *module, PyObject *args);
PyObject *python_room(PyObject *module, PyObject *args);
PyObject *python_wait_into(PyObject *module, PyObject *args);
PyObject *python_cancel(PyObject *module, PyObject *args);
PyObject *python_fd(PyObject *module, PyObject *args);

/* python_sign.c */
PyObject *python_signer_sign(PyObject *module, PyObject *const *args, Py_ssize_t count);

/* python_batch.c */
int python_column(PyObject *value, sally_column *column, const_sally_column **given);
PyObject *python_batch_capsule(sally_batch *batch);
PyObject *python_batch_column(PyObject *module, PyObject *args);
PyObject *python_batch_values(PyObject *module, PyObject *args);
PyObject *python_batch_codes(PyObject *module, PyObject *args);

#endif
#endif
