/* Texts decided in parts that do not lie in one engine: the keys they have, and rows kept under some of these. */

/* List the keys of texts: uint32 counts, and uint32 keys text by text, the first for the whole text. */
static PyObject *engine_keys(PyObject *self, PyObject *given)
{
    EngineObject *object = (EngineObject *)self;
    size_t count;
    Work *work = sketch_given(object, given, &count);
    if (!work)
        return NULL;
    PyObject *counts = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(uint32_t)));
    PyObject *keys = counts ? PyBytes_FromStringAndSize((const char *)work->sketch.keys,
                                                        (Py_ssize_t)(work->sketch.key_count * sizeof(uint32_t)))
                            : NULL;
    if (keys) {
        char *out = PyBytes_AsString(counts);
        for (size_t i = 0; i < count; i++)
            memcpy(out + i * sizeof(uint32_t), &work->sketch.parts[i].keys, sizeof(uint32_t));
    }
    return_work(object, work);
    if (keys)
        return Py_BuildValue("(NN)", counts, keys);
    Py_XDECREF(counts);
    return NULL;
}

static int hold_texts(EngineObject *object, const Text *texts, size_t count, const uint32_t *counts, const uint32_t *keys)
{
    for (size_t i = 0; i < count; i++) {
        Sketch *sketch = &object->own.sketch;
        empty_sketch(sketch);
        if (!sketch_texts(sketch, &object->own.bench, &object->engine.plan, texts + i, 1))
            return 0;
        Finding finding = found_nothing(sketch, sketch->parts);
        if (!keep(&object->engine, &finding, keys, counts[i]))
            return 0;
        keys += counts[i];
    }
    return 1;
}

/* Keep texts unasked, each under the keys given for it: uint32 counts and uint32 keys, as `keys` lists them. */
static PyObject *engine_hold(PyObject *self, PyObject *arguments)
{
    EngineObject *object = (EngineObject *)self;
    PyObject *given;
    const char *counts, *keys;
    Py_ssize_t counts_size, keys_size;
    size_t count, wanted = 0;
    if (!PyArg_ParseTuple(arguments, "Oy#y#", &given, &counts, &counts_size, &keys, &keys_size))
        return NULL;
    Text *texts = PyTuple_Check(given) ? point_at_rows(given, &count) : take_texts(given, &count);
    if (!texts)
        return NULL;
    uint32_t *copied = malloc((size_t)counts_size + (size_t)keys_size + sizeof *copied); /* bytes need not be aligned */
    int fits = (size_t)counts_size == count * sizeof *copied, done = 0;
    if (copied) {
        copy(copied, counts, (size_t)counts_size);
        copy((uint8_t *)copied + counts_size, keys, (size_t)keys_size);
        for (size_t i = 0; fits && i < count; i++)
            wanted += copied[i];
        fits = fits && (size_t)keys_size == wanted * sizeof *copied;
        begin_writing(object);
        done = fits && hold_texts(object, texts, count, copied, copied + count);
        leave(object);
    }
    free(copied);
    give_back(texts, count);
    if (copied && !fits)
        return PyErr_Format(PyExc_ValueError, "texts, counts and keys do not add up");
    return done ? Py_NewRef(Py_None) : PyErr_NoMemory();
}
