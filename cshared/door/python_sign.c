/*
 * python_sign.c - signing, the hot path of the extension module.
 *
 * signer_sign takes what the user gave and builds what the user gets. Whatever
 * is not of the plainest type goes through the package's own conversion first
 * (state.normalize), so that types and messages are those of the ctypes fallback.
 *
 * The GIL is kept for the signature of a small body: giving it away and getting
 * it back would cost more than others gain.
 */
#include "python.h"

#ifdef SALLY_WITH_PYTHON

#include <stdlib.h>
#include <string.h>

#define BUFFER 8192                   /* first attempt at an output, on the stack */
#define RELEASE_GIL_ABOVE (64 * 1024) /* bytes of body */

/* The plain_ functions return 1, or 0 where normalize must look at the value. */

static int plain_text(PyObject *value, sally_str *out) {
  Py_ssize_t len;
  if (PyUnicode_Check(value)) {
    out->data = PyUnicode_AsUTF8AndSize(value, &len);
    if (out->data == NULL) {
      PyErr_Clear();
      return 0;
    }
    out->len = (size_t)len;
    return 1;
  }
  return PyBytes_Check(value) && python_bytes_span(value, out) == 0;
}

/* Field lines under construction: on the stack, then on the heap. */
typedef struct lines {
  char *data;
  size_t len, cap;
  char fixed[2048];
} lines;

static int valid_name(sally_str name) {
  size_t i;
  for (i = 0; i < name.len; i++) {
    unsigned char c = (unsigned char)name.data[i];
    if (c <= ' ' || c == ':') return 0;
  }
  return name.len > 0;
}

static int valid_value(sally_str value) {
  return value.len == 0 || (memchr(value.data, '\n', value.len) == NULL && memchr(value.data, '\r', value.len) == NULL &&
                            memchr(value.data, '\0', value.len) == NULL);
}

static int plain_field(lines *l, PyObject *name_object, PyObject *value_object) {
  sally_str name, value;
  size_t need;
  char *at;
  if (!plain_text(name_object, &name) || !plain_text(value_object, &value)) return 0;
  if (!valid_name(name) || !valid_value(value)) return 0; /* normalize raises the right error */
  need = l->len + name.len + value.len + 4;
  if (need > l->cap) {
    char *grown = malloc(need * 2);
    if (grown == NULL) return 0;
    memcpy(grown, l->data, l->len);
    door_wipe(l->data, l->len);
    if (l->data != l->fixed) free(l->data);
    l->data = grown;
    l->cap = need * 2;
  }
  at = l->data + l->len;
  memcpy(at, name.data, name.len);
  at += name.len;
  *at++ = ':';
  *at++ = ' ';
  memcpy(at, value.data, value.len);
  at += value.len;
  *at++ = '\r';
  *at++ = '\n';
  l->len = need;
  return 1;
}

/* A dict (not a subclass), or a list of pairs. */
static int plain_headers(lines *l, PyObject *headers) {
  if (headers == Py_None) return 1;
  if ((PyObject *)Py_TYPE(headers) == (PyObject *)&PyDict_Type) {
    Py_ssize_t at = 0;
    PyObject *name, *value;
    while (PyDict_Next(headers, &at, &name, &value))
      if (!plain_field(l, name, value)) return 0;
    return 1;
  }
  if (PyList_Check(headers)) {
    Py_ssize_t i;
    for (i = 0; i < PyList_Size(headers); i++) {
      PyObject *pair = PyList_GetItem(headers, i);
      if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2) return 0;
      if (!plain_field(l, PyTuple_GetItem(pair, 0), PyTuple_GetItem(pair, 1))) return 0;
    }
    return 1;
  }
  return 0;
}

static int plain_int(PyObject *value, int64_t *out) {
  if (value == Py_None) return 1;
  if ((PyObject *)Py_TYPE(value) != (PyObject *)&PyLong_Type) return 0;
  *out = PyLong_AsLongLong(value);
  if (*out == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    return 0;
  }
  return *out != SALLY_NOW;
}

/* args of signer_sign from the second on: method, url, headers, body, payload_hash, time, expires. */
static int plain_request(PyObject *const *args, lines *l, sally_request *request) {
  if (!plain_text(args[0], &request->method) || !plain_text(args[1], &request->url) || !plain_headers(l, args[2]) ||
      !plain_text(args[3], &request->body) || !(args[4] == Py_None || plain_text(args[4], &request->payload_hash)) ||
      !plain_int(args[5], &request->time) || !plain_int(args[6], &request->expires))
    return 0;
  request->headers.data = l->data;
  request->headers.len = l->len;
  return 1;
}

/* What normalize returned: bytes and int only. */
static int normalized_request(PyObject *args, sally_request *request) {
  if (python_bytes_arg(args, 0, &request->method) < 0 || python_bytes_arg(args, 1, &request->url) < 0 ||
      python_bytes_arg(args, 2, &request->headers) < 0 || python_bytes_arg(args, 3, &request->body) < 0 ||
      python_bytes_arg(args, 4, &request->payload_hash) < 0)
    return -1;
  if (PyTuple_GetItem(args, 5) != Py_None && python_int_arg(args, 5, &request->time) < 0) return -1;
  if (PyTuple_GetItem(args, 6) != Py_None && python_int_arg(args, 6, &request->expires) < 0) return -1;
  return 0;
}

static PyObject *text(const char *data, size_t len) {
  PyObject *value = PyUnicode_DecodeUTF8(data, (Py_ssize_t)len, NULL);
  if (value == NULL) {
    PyErr_Clear();
    value = PyUnicode_DecodeLatin1(data, (Py_ssize_t)len, NULL);
  }
  return value;
}

static int equal_names(sally_str a, sally_str b) {
  size_t i;
  if (a.len != b.len) return 0;
  for (i = 0; i < a.len; i++) {
    unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];
    if (x != y && !((x ^ y) == 0x20 && (x | 0x20) >= 'a' && (x | 0x20) <= 'z')) return 0;
  }
  return 1;
}

/* A header name as str. The same few come again and again, so the last ones are kept. */
static PyObject *name_text(state *s, sally_str name) {
  PyObject **kept;
  sally_str old;
  if (name.len == 0) return text(name.data, name.len);
  kept = &s->names[(name.len * 7 + (unsigned char)name.data[name.len - 1]) % PYTHON_NAMES];
  if (*kept == NULL || !plain_text(*kept, &old) || old.len != name.len || memcmp(old.data, name.data, name.len) != 0) {
    PyObject *fresh = text(name.data, name.len);
    if (fresh == NULL) return NULL;
    Py_XDECREF(*kept);
    *kept = fresh;
  }
  Py_INCREF(*kept);
  return *kept;
}

/* Cuts the first line off *block. */
static int next_field(sally_str *block, sally_str *name, sally_str *value) {
  const char *end = memchr(block->data, '\r', block->len), *colon;
  if (end == NULL) return 0;
  colon = memchr(block->data, ':', (size_t)(end - block->data));
  if (colon == NULL) return 0;
  name->data = block->data;
  name->len = (size_t)(colon - block->data);
  for (colon++; colon < end && *colon == ' '; colon++) continue;
  value->data = colon;
  value->len = (size_t)(end - colon);
  end += 2; /* CR LF */
  block->len -= (size_t)(end - block->data);
  block->data = end;
  return 1;
}

/* Field lines of which some repeat a name: Python's Headers knows what that means. */
static PyObject *headers_of_pairs(state *s, sally_str block) {
  sally_str name, value;
  PyObject *args = PyTuple_New(1), *list = PyList_New(0), *headers = NULL;
  if (args == NULL || list == NULL) goto done;
  while (block.len > 0 && next_field(&block, &name, &value)) {
    PyObject *pair = PyTuple_New(2), *name_object = name_text(s, name), *value_object = text(value.data, value.len);
    int done = -1;
    if (pair != NULL && name_object != NULL && value_object != NULL) {
      Py_INCREF(name_object);
      Py_INCREF(value_object);
      PyTuple_SetItem(pair, 0, name_object);
      PyTuple_SetItem(pair, 1, value_object);
      done = PyList_Append(list, pair);
    }
    Py_XDECREF(pair);
    Py_XDECREF(name_object);
    Py_XDECREF(value_object);
    if (done < 0) goto done;
  }
  PyTuple_SetItem(args, 0, list);
  list = NULL;
  headers = PyObject_Call(s->headers_type, args, NULL);
done:
  Py_XDECREF(args);
  Py_XDECREF(list);
  return headers;
}

#define MANY 64 /* fields among which repetitions are found by comparing each with each */

/* The library's own field lines ("Name: value\r\n") as Headers. */
static PyObject *headers_object(state *s, sally_str block) {
  sally_str rest = block, names[MANY], value;
  size_t count = 0, i;
  PyObject *headers = s->headers_new((PyTypeObject *)s->headers_type, s->no_args, NULL);
  if (headers == NULL) return NULL;
  while (rest.len > 0 && next_field(&rest, &names[count], &value)) {
    PyObject *key, *object;
    int done = -1;
    for (i = 0; i < count && !equal_names(names[i], names[count]); i++) continue;
    if (i < count || count == MANY - 1) {
      Py_DECREF(headers);
      return headers_of_pairs(s, block);
    }
    key = name_text(s, names[count++]);
    object = text(value.data, value.len);
    if (key != NULL && object != NULL) done = PyDict_SetItem(headers, key, object);
    Py_XDECREF(key);
    Py_XDECREF(object);
    if (done < 0) {
      Py_DECREF(headers);
      return NULL;
    }
  }
  return headers;
}

/* Sets an attribute to a new reference, which it takes. */
static int set(PyObject *object, PyObject *name, PyObject *value) {
  int done = value == NULL ? -1 : PyObject_SetAttr(object, name, value);
  Py_XDECREF(value);
  return done;
}

/* A text that most often is the one that was given. */
static PyObject *same_text(PyObject *given, sally_str plain, const char *data, size_t len) {
  if ((PyObject *)Py_TYPE(given) == (PyObject *)&PyUnicode_Type && plain.len == len &&
      memcmp(plain.data, data, len) == 0) {
    Py_INCREF(given);
    return given;
  }
  return text(data, len);
}

/* The canonical request, NUL, the string to sign. */
static PyObject *steps_object(sally_str canonical, sally_str to_sign) {
  PyObject *steps = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(canonical.len + 1 + to_sign.len));
  char *at = steps == NULL ? NULL : PyBytes_AsString(steps);
  if (at == NULL) return NULL;
  memcpy(at, canonical.data, canonical.len);
  at[canonical.len] = '\0';
  memcpy(at + canonical.len + 1, to_sign.data, to_sign.len);
  return steps;
}

/* args as plain_request takes them. The method is the first line of the canonical request. */
static PyObject *signed_object(state *s, PyObject *const *args, const sally_request *given, const sally_signed *out) {
  PyObject *signed_request = s->signed_new((PyTypeObject *)s->signed_type, s->no_args, NULL);
  if (signed_request == NULL) return NULL;
  if (set(signed_request, s->method, same_text(args[0], given->method, out->canonical_request.data, given->method.len)) < 0 ||
      set(signed_request, s->url, same_text(args[1], given->url, out->url.data, out->url.len)) < 0 ||
      set(signed_request, s->headers, headers_object(s, out->headers)) < 0 ||
      set(signed_request, s->signature, text(out->signature.data, out->signature.len)) < 0 ||
      set(signed_request, s->steps, steps_object(out->canonical_request, out->string_to_sign)) < 0) {
    Py_DECREF(signed_request);
    return NULL;
  }
  return signed_request;
}

typedef int32_t (*sign_function)(sally_signer *, const_sally_request *, char *, size_t, size_t *, sally_signed *,
                                 sally_error *);

static int32_t call_sign(sign_function sign, sally_signer *signer, const_sally_request *request, char *buf, size_t cap,
                         size_t *len, sally_signed *out, sally_error *err) {
  int32_t code;
  if (request->body.len <= RELEASE_GIL_ABOVE) return sign(signer, request, buf, cap, len, out, err);
  Py_BEGIN_ALLOW_THREADS
  code = sign(signer, request, buf, cap, len, out, err);
  Py_END_ALLOW_THREADS
  return code;
}

/* The user's arguments after the package's conversion. */
static PyObject *normalize(state *s, PyObject *const *args, sally_request *request) {
  PyObject *given = PyTuple_New(7), *normalized;
  Py_ssize_t i;
  if (given == NULL) return NULL;
  for (i = 0; i < 7; i++) {
    Py_INCREF(args[i]);
    PyTuple_SetItem(given, i, args[i]);
  }
  normalized = PyObject_Call(s->normalize, given, NULL);
  Py_DECREF(given);
  *request = (sally_request)SALLY_REQUEST_INIT;
  if (normalized != NULL && normalized_request(normalized, request) < 0) {
    Py_DECREF(normalized);
    return NULL;
  }
  return normalized;
}

/* signer_sign(handle, method, url, headers, body, payload_hash, time, expires) -> SignedRequest */
PyObject *python_signer_sign(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  state *s = PyModule_GetState(module);
  sally_request request = SALLY_REQUEST_INIT;
  sally_signed out;
  sally_error err;
  char fixed[BUFFER], *buf = fixed;
  size_t len = 0, cap = sizeof fixed;
  int32_t code;
  lines l;
  sign_function sign;
  sally_signer *signer;
  PyObject *normalized = NULL, *result = NULL;
  if (count != 8 || s->signed_new == NULL) {
    PyErr_SetString(PyExc_TypeError, "eight arguments are needed, and setup");
    return NULL;
  }
  signer = PyCapsule_GetPointer(args[0], PYTHON_OBJECT);
  if (signer == NULL) return NULL;
  args++;
  sign = args[6] == Py_None ? sally_signer_sign : sally_signer_presign;
  l.data = l.fixed;
  l.len = 0;
  l.cap = sizeof l.fixed;
  if (!plain_request(args, &l, &request) && (normalized = normalize(s, args, &request)) == NULL) goto done;
  while ((code = call_sign(sign, signer, &request, buf, cap, &len, &out, &err)) == SALLY_E_BUFFER_TOO_SMALL) {
    char *grown = realloc(buf == fixed ? NULL : buf, len);
    if (grown == NULL) {
      PyErr_NoMemory();
      goto done;
    }
    buf = grown;
    cap = len;
  }
  result = code == SALLY_OK ? signed_object(s, args, &request, &out) : python_fail(module, &err);
done:
  Py_XDECREF(normalized);
  door_wipe(l.data, l.len); /* fields that the user gave, and the token in what was signed */
  door_wipe(buf, len < cap ? len : cap);
  if (l.data != l.fixed) free(l.data);
  if (buf != fixed) free(buf);
  return result;
}

#endif
