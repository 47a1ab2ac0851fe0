/* Texts that lie in Arrow's memory, read where they lie: utf8, large_utf8 and string_view, by the C data interface. */

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

enum { UTF8, LARGE_UTF8, STRING_VIEW };

typedef struct {
    PyObject_HEAD
    struct ArrowArray *chunks;
    int64_t *starts; /* first row of each chunk */
    size_t count, chunk_room, start_room;
    int64_t rows;
    int layout;
} ArrowObject;

static PyTypeObject *arrow_type;

static int layout_of(const char *format, int *layout)
{
    *layout = !strcmp(format, "u") ? UTF8 : !strcmp(format, "U") ? LARGE_UTF8 : STRING_VIEW;
    if (*layout != STRING_VIEW || !strcmp(format, "vu"))
        return 1;
    PyErr_Format(PyExc_TypeError, "texts are Arrow strings, not of the Arrow format \"%s\": pass one text column", format);
    return 0;
}

/* Take an array over; 0, with the error set and the array released, when that fails. */
static int take_chunk(ArrowObject *object, struct ArrowArray *array)
{
    if (!RESERVE(object->chunks, object->chunk_room, object->count + 1) ||
        !RESERVE(object->starts, object->start_room, object->count + 1)) {
        array->release(array);
        PyErr_NoMemory();
        return 0;
    }
    object->starts[object->count] = object->rows;
    object->rows += array->length;
    object->chunks[object->count++] = *array;
    array->release = NULL; /* it is ours now */
    return 1;
}

static int take_stream(ArrowObject *object, struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema = {0};
    if (stream->get_schema(stream, &schema)) {
        const char *why = stream->get_last_error(stream);
        PyErr_Format(PyExc_ValueError, "the Arrow stream has no schema: %s", why ? why : "no reason given");
        return 0;
    }
    int good = layout_of(schema.format, &object->layout);
    schema.release(&schema);
    while (good) {
        struct ArrowArray array = {0};
        if (stream->get_next(stream, &array)) {
            const char *why = stream->get_last_error(stream);
            PyErr_Format(PyExc_ValueError, "the Arrow stream broke off: %s", why ? why : "no reason given");
            return 0;
        }
        if (!array.release)
            return 1;
        good = take_chunk(object, &array);
    }
    return 0;
}

static int take_capsules(ArrowObject *object, PyObject *texts)
{
    int done = 0;
    if (PyObject_HasAttrString(texts, "__arrow_c_stream__")) {
        PyObject *capsule = PyObject_CallMethod(texts, "__arrow_c_stream__", NULL);
        struct ArrowArrayStream *stream = capsule ? PyCapsule_GetPointer(capsule, "arrow_array_stream") : NULL;
        done = stream && take_stream(object, stream);
        Py_XDECREF(capsule);
        return done;
    }
    PyObject *pair = PyObject_CallMethod(texts, "__arrow_c_array__", NULL), *first, *second;
    if (pair && PyArg_ParseTuple(pair, "OO", &first, &second)) {
        struct ArrowSchema *schema = PyCapsule_GetPointer(first, "arrow_schema");
        struct ArrowArray *array = schema ? PyCapsule_GetPointer(second, "arrow_array") : NULL;
        done = array && layout_of(schema->format, &object->layout) && take_chunk(object, array);
    }
    Py_XDECREF(pair);
    return done;
}

/* The bytes of a row; a missing one has none. */
static const uint8_t *arrow_text(const ArrowObject *object, int64_t row, size_t *size)
{
    size_t low = 0, high = object->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (object->starts[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    const struct ArrowArray *chunk = object->chunks + low;
    int64_t at = row - object->starts[low] + chunk->offset;
    const uint8_t *valid = chunk->buffers[0];
    *size = 0;
    if (valid && !(valid[at >> 3] >> (at & 7) & 1))
        return (const uint8_t *)"";
    if (object->layout == STRING_VIEW) {
        const uint8_t *view = (const uint8_t *)chunk->buffers[1] + 16 * at;
        int32_t words[4];
        memcpy(words, view, sizeof words);
        *size = (size_t)words[0];
        return words[0] <= 12 ? view + 4 : (const uint8_t *)chunk->buffers[2 + words[2]] + words[3];
    }
    int64_t begin, end;
    if (object->layout == UTF8) {
        begin = ((const int32_t *)chunk->buffers[1])[at];
        end = ((const int32_t *)chunk->buffers[1])[at + 1];
    } else {
        begin = ((const int64_t *)chunk->buffers[1])[at];
        end = ((const int64_t *)chunk->buffers[1])[at + 1];
    }
    *size = (size_t)(end - begin);
    return end == begin ? (const uint8_t *)"" : (const uint8_t *)chunk->buffers[2] + begin;
}

static PyObject *arrow_new(PyTypeObject *type, PyObject *arguments, PyObject *unused)
{
    PyObject *texts;
    (void)unused;
    if (!PyArg_ParseTuple(arguments, "O", &texts))
        return NULL;
    ArrowObject *object = (ArrowObject *)PyType_GenericAlloc(type, 0); /* zeroed */
    if (object && !take_capsules(object, texts)) {
        Py_DECREF(object);
        return NULL;
    }
    return (PyObject *)object;
}

static void arrow_dealloc(PyObject *self)
{
    ArrowObject *object = (ArrowObject *)self;
    PyTypeObject *type = Py_TYPE(self);
    for (size_t i = 0; i < object->count; i++)
        object->chunks[i].release(object->chunks + i);
    free(object->chunks);
    free(object->starts);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static Py_ssize_t arrow_length(PyObject *self) { return (Py_ssize_t)((ArrowObject *)self)->rows; }

/* How many code points each row has: int64. */
static PyObject *arrow_lengths(PyObject *self, PyObject *unused)
{
    const ArrowObject *object = (ArrowObject *)self;
    PyObject *result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(object->rows * (int64_t)sizeof(int64_t)));
    (void)unused;
    if (!result)
        return NULL;
    int64_t *lengths = (int64_t *)PyBytes_AsString(result);
    for (int64_t row = 0; row < object->rows; row++) {
        size_t size;
        const uint8_t *text = arrow_text(object, row, &size);
        lengths[row] = 0;
        for (size_t i = 0; i < size; i++)
            lengths[row] += (text[i] & 0xC0) != 0x80;
    }
    return result;
}

static PyMethodDef arrow_methods[] = {
    {"lengths", arrow_lengths, METH_NOARGS, "Count the code points of each row: int64."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot arrow_slots[] = {
    {Py_tp_doc, (void *)"Texts in Arrow's memory, from anything with the Arrow PyCapsule interface."},
    {Py_tp_new, (void *)arrow_new},
    {Py_tp_dealloc, (void *)arrow_dealloc},
    {Py_tp_methods, arrow_methods},
    {Py_sq_length, (void *)arrow_length},
    {0, NULL},
};

static PyType_Spec arrow_spec = {
    .name = "pubclean.kernel.native.ArrowTexts",
    .basicsize = sizeof(ArrowObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = arrow_slots,
};

static int add_arrow(PyObject *module)
{
    arrow_type = (PyTypeObject *)PyType_FromSpec(&arrow_spec);
    return arrow_type ? PyModule_AddObjectRef(module, "ArrowTexts", (PyObject *)arrow_type) : -1;
}
