/*
 * python_call.c - operations of core/op/ops.tsv, called and started.
 *
 * Arguments are tuples: texts of bytes or None (not given), numbers of int or
 * None (now), columns as in python_batch.c. How many spans come back is said by
 * the package, whose table the library compares with its own.
 *
 * Nobody here runs Python's signal handlers: the package waits for a ticket in
 * slices, between which the interpreter does.
 */
#include "python.h"

#ifdef SALLY_WITH_PYTHON

#include <stdint.h>

#define BUFFER 8192 /* room for results on the stack; what is larger comes in a block */

/* A call and the arrays that it points to. */
typedef struct prepared {
  sally_call call;
  sally_str texts[SALLY_MOST_SPANS];
  int64_t numbers[SALLY_MOST_SPANS];
  sally_column columns[SALLY_MOST_SPANS];
  const_sally_column *given[SALLY_MOST_SPANS];
  sally_str spans[SALLY_MOST_SPANS];
  char buf[BUFFER];
} prepared;

/* The operation, the room for its results, and no arguments. */
static int prepare(prepared *p, int64_t op, int64_t spans) {
  static const sally_call none;
  if (op < 0 || op > UINT32_MAX || spans < 0 || spans > SALLY_MOST_SPANS) {
    PyErr_SetString(PyExc_TypeError, "no operation has this number, or gives so many spans");
    return -1;
  }
  p->call = none;
  p->call.op = (uint32_t)op;
  p->call.span_count = (uint32_t)spans;
  p->call.spans = p->spans;
  p->call.buf = p->buf;
  p->call.cap = sizeof p->buf;
  p->call.texts = p->texts;
  p->call.numbers = p->numbers;
  p->call.columns = p->given;
  return 0;
}

/* An argument that is a tuple of no more items than there is room for. */
static int tuple_arg(PyObject *args, Py_ssize_t i, PyObject **tuple, uint32_t *count) {
  *tuple = PyTuple_GetItem(args, i);
  if (*tuple == NULL) return -1;
  if (!PyTuple_Check(*tuple) || PyTuple_Size(*tuple) > SALLY_MOST_SPANS) {
    PyErr_SetString(PyExc_TypeError, "texts, numbers and columns are tuples, of as many items as the operation takes");
    return -1;
  }
  *count = (uint32_t)PyTuple_Size(*tuple);
  return 0;
}

static int object_arg(PyObject *args, Py_ssize_t i, void **object) {
  PyObject *value = PyTuple_GetItem(args, i);
  if (value == NULL) return -1;
  if (value == Py_None) return 0;
  *object = PyCapsule_GetPointer(value, PYTHON_OBJECT);
  return *object == NULL ? -1 : 0;
}

static int texts_arg(PyObject *args, Py_ssize_t i, prepared *p) {
  static const sally_str none;
  PyObject *tuple;
  uint32_t k;
  if (tuple_arg(args, i, &tuple, &p->call.text_count) < 0) return -1;
  for (k = 0; k < p->call.text_count; k++) {
    PyObject *value = PyTuple_GetItem(tuple, k);
    p->texts[k] = none;
    if (value != Py_None && python_bytes_span(value, &p->texts[k]) < 0) return -1;
  }
  return 0;
}

static int numbers_arg(PyObject *args, Py_ssize_t i, prepared *p) {
  PyObject *tuple;
  uint32_t k;
  if (tuple_arg(args, i, &tuple, &p->call.number_count) < 0) return -1;
  for (k = 0; k < p->call.number_count; k++) {
    p->numbers[k] = SALLY_NOW;
    if (PyTuple_GetItem(tuple, k) != Py_None && python_int_arg(tuple, k, &p->numbers[k]) < 0) return -1;
  }
  return 0;
}

static int columns_arg(PyObject *args, Py_ssize_t i, prepared *p) {
  PyObject *tuple;
  uint32_t k;
  if (tuple_arg(args, i, &tuple, &p->call.column_count) < 0) return -1;
  for (k = 0; k < p->call.column_count; k++)
    if (python_column(PyTuple_GetItem(tuple, k), &p->columns[k], &p->given[k]) < 0) return -1;
  return 0;
}

/* (op, spans, object, texts, numbers) */
static int common_args(PyObject *args, prepared *p) {
  int64_t op, spans;
  if (python_int_arg(args, 0, &op) < 0 || python_int_arg(args, 1, &spans) < 0 || prepare(p, op, spans) < 0 ||
      object_arg(args, 2, &p->call.object) < 0 || texts_arg(args, 3, p) < 0)
    return -1;
  return numbers_arg(args, 4, p);
}

/* What a call gave, as a tuple of bytes or as a batch. */
static PyObject *results(sally_call *call, Py_ssize_t more) {
  PyObject *tuple;
  Py_ssize_t i, count = (Py_ssize_t)call->span_count;
  if (call->made != NULL) return python_batch_capsule(call->made);
  tuple = PyTuple_New(count + more);
  for (i = 0; tuple != NULL && i < count; i++) {
    PyObject *bytes = python_span_bytes(call->spans[i]);
    if (bytes == NULL || PyTuple_SetItem(tuple, i, bytes) < 0) {
      Py_DECREF(tuple);
      tuple = NULL;
    }
  }
  if (call->block == NULL) door_wipe(call->buf, call->len); /* may hold a token */
  sally_block_free(call->block);
  return tuple;
}

/* call(op, spans, object, texts, numbers, columns) -> tuple of bytes, or batch */
PyObject *python_call(PyObject *module, PyObject *args) {
  prepared p;
  sally_error err;
  int32_t code;
  if (common_args(args, &p) < 0 || columns_arg(args, 5, &p) < 0) return NULL;
  Py_BEGIN_ALLOW_THREADS
  code = sally_call_run(&p.call, &err);
  Py_END_ALLOW_THREADS
  return code == SALLY_OK ? results(&p.call, 0) : python_fail(module, &err);
}

/* open(op, object, texts, numbers) -> the object that the operation makes */
PyObject *python_open(PyObject *module, PyObject *args) {
  prepared p;
  sally_error err;
  int64_t op;
  int32_t code;
  if (python_int_arg(args, 0, &op) < 0 || prepare(&p, op, 0) < 0 || object_arg(args, 1, &p.call.object) < 0 ||
      texts_arg(args, 2, &p) < 0 || numbers_arg(args, 3, &p) < 0)
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  code = sally_call_run(&p.call, &err);
  Py_END_ALLOW_THREADS
  return code == SALLY_OK ? python_object_capsule(p.call.op, p.call.made) : python_fail(module, &err);
}

/* ---- Tickets ------------------------------------------------------------ */

static void destroy(PyObject *capsule) { sally_call_free(PyCapsule_GetPointer(capsule, PYTHON_TICKET)); }

/* start(op, spans, object, texts, numbers, flags) -> ticket; how many spans it gives is its capsule's context */
PyObject *python_start(PyObject *module, PyObject *args) {
  prepared p;
  sally_error err;
  sally_ticket *ticket = NULL;
  PyObject *capsule;
  int64_t flags;
  int32_t code;
  if (common_args(args, &p) < 0 || python_int_arg(args, 5, &flags) < 0) return NULL;
  p.call.flags = (uint32_t)flags;
  Py_BEGIN_ALLOW_THREADS /* a large body is copied */
  code = sally_call_start(&p.call, &ticket, &err);
  Py_END_ALLOW_THREADS
  if (code != SALLY_OK) return python_fail(module, &err);
  capsule = PyCapsule_New(ticket, PYTHON_TICKET, destroy);
  if (capsule == NULL)
    sally_call_free(ticket);
  else
    PyCapsule_SetContext(capsule, (void *)(uintptr_t)p.call.span_count);
  return capsule;
}

/* What a ticket gave: its spans, and a stream if one was left. */
static PyObject *taken(sally_call *call) {
  PyObject *tuple, *rest = NULL;
  if (call->made != NULL) {
    rest = python_object_capsule(SALLY_OP_CLIENT_OPEN, call->made);
    call->made = NULL;
    if (rest == NULL) {
      sally_block_free(call->block);
      return NULL;
    }
  }
  tuple = results(call, rest == NULL ? 0 : 1);
  if (tuple == NULL)
    Py_XDECREF(rest);
  else if (rest != NULL && PyTuple_SetItem(tuple, (Py_ssize_t)call->span_count, rest) < 0) {
    Py_DECREF(tuple);
    tuple = NULL;
  }
  return tuple;
}

/* wait(ticket, ms) -> tuple of bytes, with the rest of a response behind them if it was left; or None if it is not
 * done after ms milliseconds (negative: without limit) */
PyObject *python_wait(PyObject *module, PyObject *args) {
  prepared p;
  sally_error err;
  int64_t ms;
  int32_t code, done = 0;
  sally_ticket *ticket = python_capsule_arg(args, 0, PYTHON_TICKET);
  if (ticket == NULL || python_int_arg(args, 1, &ms) < 0 ||
      prepare(&p, 0, (int64_t)(uintptr_t)PyCapsule_GetContext(PyTuple_GetItem(args, 0))) < 0)
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  code = sally_call_finish(ticket, ms, &p.call, &done, &err);
  Py_END_ALLOW_THREADS
  if (code != SALLY_OK) return python_fail(module, &err);
  if (done) return taken(&p.call);
  Py_INCREF(Py_None);
  return Py_None;
}

/* room(size) -> bytes that are not set yet, for wait_into */
PyObject *python_room(PyObject *module, PyObject *args) {
  int64_t size;
  (void)module;
  if (python_int_arg(args, 0, &size) < 0) return NULL;
  return PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
}

/* wait_into(ticket, ms, room, start) -> how many bytes the one span has, put into room from start on; or None */
PyObject *python_wait_into(PyObject *module, PyObject *args) {
  prepared p;
  sally_error err;
  sally_str room;
  int64_t ms, start;
  int32_t code, done = 0;
  sally_ticket *ticket = python_capsule_arg(args, 0, PYTHON_TICKET);
  if (ticket == NULL || python_int_arg(args, 1, &ms) < 0 || python_bytes_arg(args, 2, &room) < 0 ||
      python_int_arg(args, 3, &start) < 0 || prepare(&p, 0, 1) < 0)
    return NULL;
  if (start < 0 || (size_t)start > room.len) {
    PyErr_SetString(PyExc_TypeError, "start is not within room");
    return NULL;
  }
  p.call.buf = (char *)room.data + start;
  p.call.cap = room.len - (size_t)start;
  p.call.flags = SALLY_CALL_NO_BLOCK;
  Py_BEGIN_ALLOW_THREADS
  code = sally_call_finish(ticket, ms, &p.call, &done, &err);
  Py_END_ALLOW_THREADS
  if (code != SALLY_OK) return python_fail(module, &err);
  if (done) return PyLong_FromLongLong((long long)p.call.len);
  Py_INCREF(Py_None);
  return Py_None;
}

/* cancel(ticket): the call ends soon with CANCELLED */
PyObject *python_cancel(PyObject *module, PyObject *args) {
  sally_error err;
  sally_ticket *ticket = python_capsule_arg(args, 0, PYTHON_TICKET);
  if (ticket == NULL) return NULL;
  if (sally_call_cancel(ticket, &err) != SALLY_OK) return python_fail(module, &err);
  Py_INCREF(Py_None);
  return Py_None;
}

/* fd(ticket) -> a descriptor that is readable when the call has ended; the ticket's own */
PyObject *python_fd(PyObject *module, PyObject *args) {
  sally_error err;
  int32_t fd;
  sally_ticket *ticket = python_capsule_arg(args, 0, PYTHON_TICKET);
  if (ticket == NULL) return NULL;
  if (sally_call_fd(ticket, &fd, &err) != SALLY_OK) return python_fail(module, &err);
  return PyLong_FromLongLong(fd);
}

#endif
