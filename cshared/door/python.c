/*
 * python.c - the CPython extension module sallyport._sallyport.
 *
 * The functions are those of Backend in the package's _types.py, and thin: texts
 * arrive as bytes that the package has checked, and leave as bytes. The GIL is
 * released where a call can wait or takes more than some microseconds.
 */
#include "python.h"

#ifdef SALLY_WITH_PYTHON

PyObject *python_fail(PyObject *module, const sally_error *err) {
  state *s = PyModule_GetState(module);
  PyObject *exception;
  if (s == NULL || s->error == NULL) {
    PyErr_SetString(PyExc_RuntimeError, "sallyport._sallyport is not set up");
    return NULL;
  }
  exception = PyObject_CallFunction(s->error, "iyiy", (int)err->code, err->message, (int)err->detail,
                                    sally_error_cause(err));
  if (exception != NULL) {
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    Py_DECREF(exception);
  }
  return NULL;
}

/* ---- Arguments and results ---------------------------------------------- */

int python_bytes_span(PyObject *value, sally_str *out) {
  char *data;
  Py_ssize_t len;
  if (value == NULL || PyBytes_AsStringAndSize(value, &data, &len) < 0) return -1;
  out->data = data;
  out->len = (size_t)len;
  return 0;
}

/* An argument that is bytes. */
int python_bytes_arg(PyObject *args, Py_ssize_t i, sally_str *out) {
  return python_bytes_span(PyTuple_GetItem(args, i), out);
}

int python_int_arg(PyObject *args, Py_ssize_t i, int64_t *out) {
  PyObject *value = PyTuple_GetItem(args, i);
  if (value == NULL) return -1;
  *out = PyLong_AsLongLong(value);
  return *out == -1 && PyErr_Occurred() ? -1 : 0;
}

void *python_capsule_arg(PyObject *args, Py_ssize_t i, const char *name) {
  PyObject *capsule = PyTuple_GetItem(args, i);
  return capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, name);
}

PyObject *python_span_bytes(sally_str span) { return PyBytes_FromStringAndSize(span.data, (Py_ssize_t)span.len); }

/* ---- Objects ------------------------------------------------------------ */

static int fill_options(PyObject *module, PyObject *given, sally_options *options) {
  PyObject *pairs = PyObject_GetAttrString(given, "pairs");
  Py_ssize_t i, count = pairs == NULL ? -1 : PyList_Size(pairs);
  int done = -1;
  sally_error err;
  for (i = 0; i < count; i++) {
    PyObject *pair = PyList_GetItem(pairs, i);
    sally_str key, value;
    if (pair == NULL || python_bytes_arg(pair, 0, &key) < 0 || python_bytes_arg(pair, 1, &value) < 0) break;
    if (sally_options_set(options, key, value, &err) != SALLY_OK) {
      python_fail(module, &err);
      break;
    }
  }
  if (count >= 0 && i == count) done = 0;
  Py_XDECREF(pairs);
  return done;
}

/* The kind of an object is the context of its capsule. */
static void destroy(PyObject *capsule) {
  sally_free((uint32_t)(uintptr_t)PyCapsule_GetContext(capsule), PyCapsule_GetPointer(capsule, PYTHON_OBJECT));
}

PyObject *python_object_capsule(uint32_t kind, void *object) {
  PyObject *capsule = PyCapsule_New(object, PYTHON_OBJECT, destroy);
  if (capsule == NULL)
    sally_free(kind, object);
  else
    PyCapsule_SetContext(capsule, (void *)(uintptr_t)kind);
  return capsule;
}

/* new(kind, options) -> object; kind is the number of the operation that makes it */
static PyObject *new_object(PyObject *module, PyObject *args) {
  sally_options *options = NULL;
  sally_error err;
  void *object = NULL;
  PyObject *given, *capsule = NULL;
  int64_t kind;
  int32_t code;
  if (python_int_arg(args, 0, &kind) < 0 || (given = PyTuple_GetItem(args, 1)) == NULL) return NULL;
  if (sally_options_new(&options, &err) != SALLY_OK) return python_fail(module, &err);
  if (fill_options(module, given, options) == 0) {
    Py_BEGIN_ALLOW_THREADS /* the core may start, and files may be read */
    code = sally_new((uint32_t)kind, options, &object, &err);
    Py_END_ALLOW_THREADS
    capsule = code == SALLY_OK ? python_object_capsule((uint32_t)kind, object) : python_fail(module, &err);
  }
  sally_options_free(options);
  return capsule;
}

/* ---- Module ------------------------------------------------------------- */

static PyObject *version(PyObject *module, PyObject *args) {
  (void)module;
  (void)args;
  return PyUnicode_FromString(sally_version());
}

/* runtime_set(key, value) */
static PyObject *runtime_set(PyObject *module, PyObject *args) {
  sally_str key, value;
  sally_error err;
  if (python_bytes_arg(args, 0, &key) < 0 || python_bytes_arg(args, 1, &value) < 0) return NULL;
  if (sally_runtime_set(key, value, &err) != SALLY_OK) return python_fail(module, &err);
  Py_INCREF(Py_None);
  return Py_None;
}

static newfunc constructor(PyObject *type) {
  return (newfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_new);
}

/* setup(error, normalize, Headers, SignedRequest): what this module needs of the package. */
static PyObject *setup(PyObject *module, PyObject *args) {
  state *s = PyModule_GetState(module);
  PyObject **to[4] = {&s->error, &s->normalize, &s->headers_type, &s->signed_type};
  Py_ssize_t i;
  for (i = 0; i < 4; i++) {
    PyObject *value = PyTuple_GetItem(args, i), *old = *to[i];
    if (value == NULL) return NULL;
    Py_INCREF(value);
    *to[i] = value;
    Py_XDECREF(old);
  }
  s->headers_new = constructor(s->headers_type);
  s->signed_new = constructor(s->signed_type);
  if (s->headers_new == NULL || s->signed_new == NULL) return NULL;
  Py_INCREF(Py_None);
  return Py_None;
}

static int execute(PyObject *module) {
  state *s = PyModule_GetState(module);
  s->no_args = PyTuple_New(0);
  s->method = PyUnicode_InternFromString("method");
  s->url = PyUnicode_InternFromString("url");
  s->headers = PyUnicode_InternFromString("headers");
  s->signature = PyUnicode_InternFromString("signature");
  s->steps = PyUnicode_InternFromString("_steps");
  if (PyErr_Occurred()) return -1;
  return PyModule_AddStringConstant(module, "KIND", "extension");
}

static int traverse(PyObject *module, visitproc visit, void *arg) {
  state *s = PyModule_GetState(module);
  if (s == NULL) return 0;
  Py_VISIT(s->error);
  Py_VISIT(s->normalize);
  Py_VISIT(s->headers_type);
  Py_VISIT(s->signed_type);
  return 0;
}

static int clear(PyObject *module) {
  state *s = PyModule_GetState(module);
  int i;
  if (s == NULL) return 0;
  Py_CLEAR(s->error);
  Py_CLEAR(s->normalize);
  Py_CLEAR(s->headers_type);
  Py_CLEAR(s->signed_type);
  Py_CLEAR(s->no_args);
  Py_CLEAR(s->method);
  Py_CLEAR(s->url);
  Py_CLEAR(s->headers);
  Py_CLEAR(s->signature);
  Py_CLEAR(s->steps);
  for (i = 0; i < PYTHON_NAMES; i++) Py_CLEAR(s->names[i]);
  return 0;
}

static void release(void *module) { clear(module); }

static PyMethodDef functions[] = {
    {"setup", setup, METH_VARARGS, NULL},
    {"version", version, METH_NOARGS, NULL},
    {"runtime_set", runtime_set, METH_VARARGS, NULL},
    {"new", new_object, METH_VARARGS, NULL},
    {"call", python_call, METH_VARARGS, NULL},
    {"open", python_open, METH_VARARGS, NULL},
    {"start", python_start, METH_VARARGS, NULL},
    {"wait", python_wait, METH_VARARGS, NULL},
    {"room", python_room, METH_VARARGS, NULL},
    {"wait_into", python_wait_into, METH_VARARGS, NULL},
    {"cancel", python_cancel, METH_VARARGS, NULL},
    {"fd", python_fd, METH_VARARGS, NULL},
    {"signer_sign", (PyCFunction)(void (*)(void))python_signer_sign, METH_FASTCALL, NULL},
    {"batch_column", python_batch_column, METH_VARARGS, NULL},
    {"batch_values", python_batch_values, METH_VARARGS, NULL},
    {"batch_codes", python_batch_codes, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* The second slot is known from CPython 3.12 on, which else refuses the module in an
 * interpreter with a lock of its own. Nothing is shared: all is in the module's state. */
#define MULTIPLE_INTERPRETERS 3
#define OWN_LOCK ((void *)2)

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)execute},
    {0, NULL},
    {0, NULL},
};

static int knows_multiple_interpreters(void) {
  const char *version = Py_GetVersion(); /* "3.12.1 (main, ..." */
  int minor = 0;
  if (version[0] != '3' || version[1] != '.') return 0;
  for (version += 2; *version >= '0' && *version <= '9'; version++) minor = minor * 10 + (*version - '0');
  return minor >= 12;
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_sallyport", NULL, sizeof(state), functions, slots, traverse, clear, release,
};

__attribute__((visibility("default"))) PyObject *PyInit__sallyport(void);

PyObject *PyInit__sallyport(void) {
  if (PyModuleDef_Init == NULL) return NULL; /* not in a Python process */
  if (knows_multiple_interpreters()) {
    slots[1] = (PyModuleDef_Slot){MULTIPLE_INTERPRETERS, OWN_LOCK};
  }
  return PyModuleDef_Init(&definition);
}

#endif
