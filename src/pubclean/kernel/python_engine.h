/* The engine as Python sees it; the names and the answers are those of reference/engine.py. */

/* Sketch one text into the engine's own memory, with the GIL: a single text is not worth letting go of it. */
static int sketch_single(EngineObject *object, PyObject *text)
{
    Text one;
    if (!claim(object) || !(one.text = utf8_of(text, &one.size, &one.owner)))
        return 0;
    empty_sketch(&object->single);
    int done = sketch_texts(&object->single, &object->bench, &object->engine.plan, &one, 1);
    Py_XDECREF(one.owner);
    if (!done)
        PyErr_NoMemory();
    return done;
}

static PyObject *engine_add(PyObject *self, PyObject *text)
{
    EngineObject *object = (EngineObject *)self;
    int64_t row;
    float score;
    if (!sketch_single(object, text))
        return NULL;
    foresee(&object->engine, &object->single, 0, 0);
    if (!decide(&object->engine, &object->single, 0, &row, &score))
        return PyErr_NoMemory();
    return Py_BuildValue("(Ld)", (long long)row, (double)score);
}

static PyObject *engine_matches(PyObject *self, PyObject *text)
{
    EngineObject *object = (EngineObject *)self;
    Engine *engine = &object->engine;
    if (!sketch_single(object, text))
        return NULL;
    const Part *part = object->single.parts;
    View view = view_part(&object->single, part);
    if (!ready(engine, &view))
        return PyErr_NoMemory();
    uint32_t count = propose(engine, object->single.keys + part->key, part->keys);
    PyObject *found = count == NONE ? PyErr_NoMemory() : PyList_New(0);
    for (uint32_t i = 0; found && i < count; i++) {
        double score = similarity(engine, &view, engine->proposed[i]);
        PyObject *pair = score < 0    ? PyErr_NoMemory()
                         : score == 0 ? Py_NewRef(Py_None)
                                      : Py_BuildValue("(kd)", (unsigned long)engine->proposed[i], (double)(float)score);
        if (!pair || (pair != Py_None && PyList_Append(found, pair) < 0)) {
            Py_DECREF(found);
            found = NULL;
        }
        Py_XDECREF(pair);
    }
    return found;
}

static PyObject *engine_expect(PyObject *self, PyObject *number)
{
    size_t texts = PyLong_AsSize_t(number);
    if (PyErr_Occurred() || !claim((EngineObject *)self))
        return NULL;
    if (texts > LISTED || !expect(&((EngineObject *)self)->engine, texts))
        return PyErr_NoMemory();
    return Py_NewRef(Py_None);
}

static PyObject *engine_drop(PyObject *self, PyObject *number)
{
    Engine *engine = &((EngineObject *)self)->engine;
    size_t row = PyLong_AsSize_t(number);
    if (PyErr_Occurred() || !claim((EngineObject *)self))
        return NULL;
    if (row >= engine->row_count)
        return PyErr_Format(PyExc_IndexError, "no row %zu", row);
    engine->rows[row].flags |= GONE;
    return Py_NewRef(Py_None);
}

static Py_ssize_t engine_length(PyObject *self) { return (Py_ssize_t)((EngineObject *)self)->engine.row_count; }

/* Bytes held: rows, keys and what is kept of the texts. */
static PyObject *engine_sizeof(PyObject *self, PyObject *unused)
{
    const Engine *engine = &((EngineObject *)self)->engine;
    (void)unused;
    return PyLong_FromSize_t(sizeof(EngineObject) + engine->bytes + engine->row_room * sizeof *engine->rows +
                             engine->tally_room * sizeof *engine->tally + engine->keys.size * sizeof(Slot) +
                             engine->keys.list_room * sizeof(uint32_t));
}

static PyObject *engine_new(PyTypeObject *type, PyObject *arguments, PyObject *unused)
{
    PyObject *plan;
    (void)unused;
    if (!PyArg_ParseTuple(arguments, "O", &plan))
        return NULL;
    EngineObject *object = (EngineObject *)PyType_GenericAlloc(type, 0); /* zeroed */
    if (!object)
        return NULL;
    if (!read_plan(plan, &object->engine.plan)) {
        Py_DECREF(object);
        return NULL;
    }
    if (!grow_keys(&object->engine.keys, 64)) {
        Py_DECREF(object);
        return PyErr_NoMemory();
    }
    return (PyObject *)object;
}

static void engine_dealloc(PyObject *self)
{
    EngineObject *object = (EngineObject *)self;
    PyTypeObject *type = Py_TYPE(self);
    while (object->spares)
        free_work(object->spare[--object->spares]);
    for (size_t i = 0; i < object->threads * AHEAD; i++)
        clear_work(object->works + i);
    free(object->works);
    free_engine(&object->engine);
    free_bench(&object->bench);
    free_sketch(&object->single);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyMethodDef engine_methods[] = {
    {"sketch", engine_sketch, METH_O, "Read a list of texts, or (ArrowTexts, int64 rows); any thread may, at any time."},
    {"signatures", engine_signatures, METH_O, "Sign a list of texts: uint32, one a permutation, all ones without words."},
    {"decide", engine_decide, METH_O, "Keep each text or name the kept row it repeats: int64 rows, float32 scores."},
    {"relay", engine_relay, METH_VARARGS, "Sketch and decide texts on a number of threads; any number gives the same."},
    {"add", engine_add, METH_O, "Sketch and decide one text: its row, and its similarity to that row."},
    {"matches", engine_matches, METH_O, "List row and similarity of all that one text repeats."},
    {"expect", engine_expect, METH_O, "Make room for a number of texts to come."},
    {"drop", engine_drop, METH_O, "Never match a row again."},
    {"dump", engine_dump, METH_NOARGS, "Return the rows that are not gone: sizes (uint64) and data."},
    {"restore", engine_restore, METH_VARARGS, "Keep the rows of a dump, unasked."},
    {"__sizeof__", engine_sizeof, METH_NOARGS, "Bytes held."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot engine_slots[] = {
    {Py_tp_doc, (void *)"Kept texts, and the keys that propose them."},
    {Py_tp_new, (void *)engine_new},
    {Py_tp_dealloc, (void *)engine_dealloc},
    {Py_tp_methods, engine_methods},
    {Py_sq_length, (void *)engine_length},
    {0, NULL},
};

static PyType_Spec engine_spec = {
    .name = "pubclean.kernel.native.Engine",
    .basicsize = sizeof(EngineObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = engine_slots,
};

static int add_engine(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&engine_spec);
    if (!type || PyModule_AddObjectRef(module, "Engine", type) < 0) {
        Py_XDECREF(type);
        return -1;
    }
    Py_DECREF(type);
    is_ascii = PyObject_GetAttrString((PyObject *)&PyUnicode_Type, "isascii");
    make_ascii();
    return is_ascii ? 0 : -1;
}
