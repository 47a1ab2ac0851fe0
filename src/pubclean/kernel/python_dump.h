/* Rows at rest: out of an engine and back in. */

/* What `restore` makes a row from: the words, parted by zero bytes; or the key of the whole text and the shingles, low byte first. */
static size_t row_bytes(const Engine *engine, const Row *row, uint8_t *out)
{
    View view = view_row(engine, row);
    size_t size = engine->plan.copies ? row->size : row->count ? 8 + (size_t)row->count * 8 : 0;
    if (!out)
        return size;
    if (engine->plan.copies) {
        for (size_t i = 0; i < size; i++)
            out[i] = view.text[i] == ' ' ? 0 : view.text[i];
    } else {
        for (size_t i = 0; i < size / 8; i++)
            store64(out + 8 * i, i ? load40(view.shingles, i - 1) : row->whole);
    }
    return size;
}

static PyObject *dump_rows(EngineObject *object)
{
    Engine *engine = &object->engine;
    size_t live = 0, size = 0;
    for (size_t i = 0; i < engine->row_count; i++) {
        if (engine->rows[i].flags & GONE)
            continue;
        if (!settle(engine, &object->own.desk.other, engine->rows + i))
            return PyErr_NoMemory();
        live++;
        size += row_bytes(engine, engine->rows + i, NULL);
    }
    PyObject *sizes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(live * 8));
    PyObject *data = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (!sizes || !data) {
        Py_XDECREF(sizes);
        Py_XDECREF(data);
        return NULL;
    }
    uint8_t *size_at = (uint8_t *)PyBytes_AsString(sizes), *at = (uint8_t *)PyBytes_AsString(data);
    for (size_t i = 0; i < engine->row_count; i++) {
        if (engine->rows[i].flags & GONE)
            continue;
        size_t wrote = row_bytes(engine, engine->rows + i, at);
        store64(size_at, wrote);
        size_at += 8;
        at += wrote;
    }
    return Py_BuildValue("(NN)", sizes, data);
}

static PyObject *engine_dump(PyObject *self, PyObject *unused)
{
    (void)unused;
    begin_writing((EngineObject *)self);
    PyObject *rows = dump_rows((EngineObject *)self);
    leave((EngineObject *)self);
    return rows;
}

static int restore_row(EngineObject *object, const uint8_t *data, size_t size)
{
    Engine *engine = &object->engine;
    Sketch *sketch = &object->own.sketch;
    empty_sketch(sketch);
    if (!sketch_row(sketch, &object->own.bench, &engine->plan, data, size))
        return 0;
    Finding finding = found_nothing(sketch, sketch->parts);
    return keep(engine, &finding, sketch->keys, sketch->parts->keys);
}

static PyObject *restore_rows(EngineObject *object, const uint8_t *sizes, size_t count, const uint8_t *data, size_t left)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t size = load64(sizes + 8 * i);
        if (size > left || size >= INT32_MAX)
            return PyErr_Format(PyExc_ValueError, "the rows end before their sizes say so");
        if (!restore_row(object, data, (size_t)size))
            return PyErr_NoMemory();
        data += size;
        left -= (size_t)size;
    }
    return Py_NewRef(Py_None);
}

static PyObject *engine_restore(PyObject *self, PyObject *arguments)
{
    const char *sizes, *data;
    Py_ssize_t size_bytes, bytes;
    if (!PyArg_ParseTuple(arguments, "y#y#", &sizes, &size_bytes, &data, &bytes))
        return NULL;
    begin_writing((EngineObject *)self);
    PyObject *done = restore_rows((EngineObject *)self, (const uint8_t *)sizes, (size_t)size_bytes / 8,
                                  (const uint8_t *)data, (size_t)bytes);
    leave((EngineObject *)self);
    return done;
}
