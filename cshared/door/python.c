/*
 * python.c - the CPython extension module sallyport._sallyport.
 *
 * The functions are thin: texts arrive as bytes that the package has checked,
 * and leave as bytes. The GIL is released where a call can wait or takes more
 * than some microseconds.
 */
#include "python.h"

#ifdef SALLY_WITH_PYTHON

#include <stdlib.h>

#define BUFFER 8192                 /* first attempt at an output, on the stack */
#define METADATA_BUFFER (64 * 1024) /* a second attempt would ask the service again */

PyObject *python_fail(PyObject *module, const sally_error *err) {
  state *s = PyModule_GetState(module);
  PyObject *exception;
  if (s == NULL || s->error == NULL) {
    PyErr_SetString(PyExc_RuntimeError, "sallyport._sallyport is not set up");
    return NULL;
  }
  exception = PyObject_CallFunction(s->error, "iyi", (int)err->code, err->message, (int)err->detail);
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

/* An argument that is bytes or None; None has data NULL. */
int python_optional_bytes_arg(PyObject *args, Py_ssize_t i, sally_str *out) {
  PyObject *value = PyTuple_GetItem(args, i);
  out->data = NULL;
  out->len = 0;
  if (value == Py_None) return 0;
  return python_bytes_span(value, out);
}

int python_int_arg(PyObject *args, Py_ssize_t i, int64_t *out) {
  PyObject *value = PyTuple_GetItem(args, i);
  if (value == NULL) return -1;
  *out = PyLong_AsLongLong(value);
  return *out == -1 && PyErr_Occurred() ? -1 : 0;
}

void *python_handle_arg(PyObject *args, const char *name) {
  PyObject *capsule = PyTuple_GetItem(args, 0);
  return capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, name);
}

PyObject *python_span_bytes(sally_str span) { return PyBytes_FromStringAndSize(span.data, (Py_ssize_t)span.len); }

static PyObject *spans_tuple(const sally_str *spans, Py_ssize_t count) {
  PyObject *tuple = PyTuple_New(count);
  Py_ssize_t i;
  for (i = 0; tuple != NULL && i < count; i++) {
    PyObject *bytes = python_span_bytes(spans[i]);
    if (bytes == NULL || PyTuple_SetItem(tuple, i, bytes) < 0) {
      Py_DECREF(tuple);
      return NULL;
    }
  }
  return tuple;
}

/* ---- Handles ------------------------------------------------------------ */

static int fill_options(PyObject *module, PyObject *args, sally_options *options) {
  PyObject *pairs = PyObject_GetAttrString(PyTuple_GetItem(args, 0), "pairs");
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

typedef int32_t (*new_function)(const_sally_options *, void **, sally_error *);

static PyObject *make(PyObject *module, PyObject *args, new_function create, const char *name,
                      PyCapsule_Destructor destroy, void (*release)(void *)) {
  sally_options *options = NULL;
  sally_error err;
  void *handle = NULL;
  PyObject *capsule = NULL;
  int32_t code;
  if (PyTuple_Size(args) != 1) {
    PyErr_SetString(PyExc_TypeError, "one argument is needed");
    return NULL;
  }
  if (sally_options_new(&options, &err) != SALLY_OK) return python_fail(module, &err);
  if (fill_options(module, args, options) == 0) {
    Py_BEGIN_ALLOW_THREADS /* the core may start, and files may be read */
    code = create(options, &handle, &err);
    Py_END_ALLOW_THREADS
    if (code != SALLY_OK) {
      python_fail(module, &err);
    } else {
      capsule = PyCapsule_New(handle, name, destroy);
      if (capsule == NULL) release(handle);
    }
  }
  sally_options_free(options);
  return capsule;
}

/* For one kind of handle: its Python constructor, its destructor, and the casts between. */
#define HANDLE(kind)                                                                                       \
  static int32_t kind##_create(const_sally_options *options, void **out, sally_error *err) {               \
    sally_##kind *handle = NULL;                                                                           \
    int32_t code = sally_##kind##_new(options, &handle, err);                                              \
    *out = handle;                                                                                         \
    return code;                                                                                           \
  }                                                                                                        \
  static void kind##_release(void *handle) { sally_##kind##_free(handle); }                                \
  static void kind##_destroy(PyObject *capsule) { kind##_release(PyCapsule_GetPointer(capsule, #kind)); }  \
  static PyObject *kind##_new(PyObject *module, PyObject *args) {                                          \
    return make(module, args, kind##_create, #kind, kind##_destroy, kind##_release);                       \
  }

HANDLE(signer)
HANDLE(client)
HANDLE(publisher)
HANDLE(verifier)
HANDLE(metadata)

/* ---- Reach and publish -------------------------------------------------- */

/* (status, header lines, body, facts), and the response is freed. */
static PyObject *response_tuple(PyObject *module, sally_response *response, PyObject *keys) {
  sally_error err;
  sally_str headers, body;
  int32_t status;
  PyObject *result = NULL, *facts = NULL;
  Py_ssize_t i, count = PyTuple_Size(keys);
  if (sally_response_status(response, &status, &err) != SALLY_OK ||
      sally_response_headers(response, &headers, &err) != SALLY_OK ||
      sally_response_body(response, &body, &err) != SALLY_OK) {
    python_fail(module, &err);
    goto done;
  }
  facts = count < 0 ? NULL : PyTuple_New(count);
  for (i = 0; facts != NULL && i < count; i++) {
    sally_str key, value;
    PyObject *fact = NULL;
    if (python_bytes_arg(keys, i, &key) < 0) goto done;
    if (sally_response_info(response, key, &value, &err) != SALLY_OK) {
      python_fail(module, &err);
      goto done;
    }
    fact = python_span_bytes(value);
    if (fact == NULL || PyTuple_SetItem(facts, i, fact) < 0) goto done;
  }
  if (facts == NULL || (result = PyTuple_New(4)) == NULL) goto done;
  PyTuple_SetItem(result, 0, PyLong_FromLong(status));
  PyTuple_SetItem(result, 1, python_span_bytes(headers));
  PyTuple_SetItem(result, 2, python_span_bytes(body));
  PyTuple_SetItem(result, 3, facts);
  facts = NULL;
  if (PyErr_Occurred()) { /* one of the three could not be made */
    Py_DECREF(result);
    result = NULL;
  }
done:
  Py_XDECREF(facts);
  sally_response_free(response);
  return result;
}

static PyObject *client_do(PyObject *module, PyObject *args) {
  sally_client *client = python_handle_arg(args, "client");
  sally_request request = SALLY_REQUEST_INIT;
  sally_response *response = NULL;
  sally_error err;
  int32_t code;
  if (client == NULL || python_bytes_arg(args, 1, &request.method) < 0 || python_bytes_arg(args, 2, &request.url) < 0 ||
      python_bytes_arg(args, 3, &request.headers) < 0 || python_bytes_arg(args, 4, &request.body) < 0 ||
      python_int_arg(args, 5, &request.timeout_ms) < 0 || PyTuple_GetItem(args, 6) == NULL)
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  code = sally_client_do(client, &request, &response, &err);
  Py_END_ALLOW_THREADS
  if (code != SALLY_OK) return python_fail(module, &err);
  return response_tuple(module, response, PyTuple_GetItem(args, 6));
}

static PyObject *publisher_publish(PyObject *module, PyObject *args) {
  sally_publisher *publisher = python_handle_arg(args, "publisher");
  sally_message message = SALLY_MESSAGE_INIT;
  sally_response *response = NULL;
  sally_error err;
  int64_t qos, retain;
  int32_t code;
  if (publisher == NULL || python_bytes_arg(args, 1, &message.topic) < 0 || python_bytes_arg(args, 2, &message.payload) < 0 ||
      python_int_arg(args, 3, &qos) < 0 || python_int_arg(args, 4, &retain) < 0 || python_bytes_arg(args, 5, &message.content_type) < 0 ||
      python_bytes_arg(args, 6, &message.response_topic) < 0 || python_bytes_arg(args, 7, &message.correlation_data) < 0 ||
      python_bytes_arg(args, 8, &message.payload_format) < 0 || python_bytes_arg(args, 9, &message.user_properties) < 0 ||
      python_int_arg(args, 10, &message.message_expiry) < 0 || python_int_arg(args, 11, &message.timeout_ms) < 0 ||
      PyTuple_GetItem(args, 12) == NULL)
    return NULL;
  message.qos = qos < 0 || qos > 1 ? 2 : (int32_t)qos; /* 2 is refused */
  message.retain = retain != 0;
  Py_BEGIN_ALLOW_THREADS
  code = sally_publisher_publish(publisher, &message, &response, &err);
  Py_END_ALLOW_THREADS
  if (code != SALLY_OK) return python_fail(module, &err);
  return response_tuple(module, response, PyTuple_GetItem(args, 12));
}

/* ---- Verify and metadata ------------------------------------------------ */

static PyObject *verifier_verify(PyObject *module, PyObject *args) {
  sally_verifier *verifier = python_handle_arg(args, "verifier");
  sally_str signature, document, audience;
  sally_identity out;
  sally_error err;
  int64_t now = SALLY_NOW;
  char fixed[BUFFER], *buf = fixed, *grown;
  size_t len = 0, cap = sizeof fixed;
  int32_t code;
  PyObject *result = NULL;
  if (verifier == NULL || python_bytes_arg(args, 1, &signature) < 0 || python_optional_bytes_arg(args, 2, &document) < 0 ||
      python_optional_bytes_arg(args, 3, &audience) < 0)
    return NULL;
  if (PyTuple_GetItem(args, 4) != Py_None && python_int_arg(args, 4, &now) < 0) return NULL;
  for (;;) {
    Py_BEGIN_ALLOW_THREADS
    code = sally_verifier_verify(verifier, signature, document, audience, now, buf, cap, &len, &out, &err);
    Py_END_ALLOW_THREADS
    if (code != SALLY_E_BUFFER_TOO_SMALL) break;
    cap = len;
    grown = realloc(buf == fixed ? NULL : buf, cap);
    if (grown == NULL) {
      PyErr_NoMemory();
      goto done;
    }
    buf = grown;
  }
  /* sally_identity is fifteen spans, nothing else */
  result = code == SALLY_OK ? spans_tuple(&out.raw, (Py_ssize_t)(sizeof out / sizeof(sally_str))) : python_fail(module, &err);
done:
  if (buf != fixed) free(buf);
  return result;
}

static PyObject *audience_new(PyObject *module, PyObject *args) {
  char buf[64];
  size_t len = 0;
  sally_error err;
  int32_t code;
  (void)args;
  Py_BEGIN_ALLOW_THREADS /* the core may start */
  code = sally_audience_generate(buf, sizeof buf, &len, &err);
  Py_END_ALLOW_THREADS
  return code == SALLY_OK ? PyBytes_FromStringAndSize(buf, (Py_ssize_t)len) : python_fail(module, &err);
}

/* Both metadata functions: with get, one span comes back, else document and signature. */
static PyObject *ask_metadata(PyObject *module, PyObject *args, int get) {
  sally_metadata *metadata = python_handle_arg(args, "metadata");
  sally_str question, out[2];
  sally_error err;
  size_t len = 0, cap = METADATA_BUFFER;
  char *buf = NULL, *grown;
  int32_t code;
  PyObject *result = NULL;
  if (metadata == NULL || python_optional_bytes_arg(args, 1, &question) < 0) return NULL;
  do {
    grown = realloc(buf, cap);
    if (grown == NULL) {
      PyErr_NoMemory();
      goto done;
    }
    buf = grown;
    Py_BEGIN_ALLOW_THREADS
    code = get ? sally_metadata_get(metadata, question, buf, cap, &len, &out[0], &err)
               : sally_metadata_identity(metadata, question, buf, cap, &len, &out[0], &out[1], &err);
    Py_END_ALLOW_THREADS
    cap = len;
  } while (code == SALLY_E_BUFFER_TOO_SMALL);
  if (code != SALLY_OK)
    python_fail(module, &err);
  else
    result = get ? python_span_bytes(out[0]) : spans_tuple(out, 2);
done:
  free(buf);
  return result;
}

static PyObject *metadata_identity(PyObject *module, PyObject *args) { return ask_metadata(module, args, 0); }

static PyObject *metadata_get(PyObject *module, PyObject *args) { return ask_metadata(module, args, 1); }

/* ---- Module ------------------------------------------------------------- */

static PyObject *version(PyObject *module, PyObject *args) {
  (void)module;
  (void)args;
  return PyUnicode_FromString(sally_version());
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
  s->canonical_request = PyUnicode_InternFromString("_canonical_request");
  s->string_to_sign = PyUnicode_InternFromString("_string_to_sign");
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
  Py_CLEAR(s->canonical_request);
  Py_CLEAR(s->string_to_sign);
  for (i = 0; i < PYTHON_NAMES; i++) Py_CLEAR(s->names[i]);
  return 0;
}

static void release(void *module) { clear(module); }

static PyMethodDef functions[] = {
    {"setup", setup, METH_VARARGS, NULL},
    {"version", version, METH_NOARGS, NULL},
    {"signer_new", signer_new, METH_VARARGS, NULL},
    {"signer_sign", (PyCFunction)(void (*)(void))python_signer_sign, METH_FASTCALL, NULL},
    {"signer_presign_batch", python_signer_presign_batch, METH_VARARGS, NULL},
    {"client_new", client_new, METH_VARARGS, NULL},
    {"client_do", client_do, METH_VARARGS, NULL},
    {"publisher_new", publisher_new, METH_VARARGS, NULL},
    {"publisher_publish", publisher_publish, METH_VARARGS, NULL},
    {"verifier_new", verifier_new, METH_VARARGS, NULL},
    {"verifier_verify", verifier_verify, METH_VARARGS, NULL},
    {"verifier_verify_batch", python_verifier_verify_batch, METH_VARARGS, NULL},
    {"batch_column", python_batch_column, METH_VARARGS, NULL},
    {"batch_values", python_batch_values, METH_VARARGS, NULL},
    {"batch_codes", python_batch_codes, METH_VARARGS, NULL},
    {"audience_new", audience_new, METH_NOARGS, NULL},
    {"metadata_new", metadata_new, METH_VARARGS, NULL},
    {"metadata_identity", metadata_identity, METH_VARARGS, NULL},
    {"metadata_get", metadata_get, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)execute},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_sallyport", NULL, sizeof(state), functions, slots, traverse, clear, release,
};

__attribute__((visibility("default"))) PyObject *PyInit__sallyport(void);

PyObject *PyInit__sallyport(void) {
  if (PyModuleDef_Init == NULL) return NULL; /* not in a Python process */
  return PyModuleDef_Init(&definition);
}

#endif
