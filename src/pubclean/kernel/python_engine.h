/* The engine as Python sees it; the names and the answers are those of reference/engine.py. */

enum { WORTHWHILE = 1 << 14 }; /* bytes: for less it is not worth letting go of the GIL */

/* Sketch and decide one text; 0 when there is no memory. */
static int add_single(EngineObject *object, const Text *text, int64_t *row, float *score)
{
    Work *own = &object->own;
    empty_sketch(&own->sketch);
    if (!sketch_texts(&own->sketch, &own->bench, &object->engine.plan, text, 1))
        return 0;
    foresee(&object->engine, &own->sketch, 0, 0);
    return decide(&object->engine, &own->desk, &own->sketch, 0, row, score);
}

static PyObject *engine_add(PyObject *self, PyObject *text)
{
    EngineObject *object = (EngineObject *)self;
    Text one;
    int64_t row;
    float score;
    if (!(one.text = utf8_of(text, &one.size, &one.owner)))
        return NULL;
    begin_writing(object);
    PyThreadState *saved = one.size < WORTHWHILE ? NULL : PyEval_SaveThread();
    int done = add_single(object, &one, &row, &score);
    if (saved)
        PyEval_RestoreThread(saved);
    leave(object);
    Py_XDECREF(one.owner);
    return done ? Py_BuildValue("(Ld)", (long long)row, (double)score) : PyErr_NoMemory();
}

/* Find the rows that one text repeats: `desk->proposed` of the work, with their scores; NONE when there is no memory. */
static uint32_t match_single(Engine *engine, Work *work, const Text *text, double *scores)
{
    empty_sketch(&work->sketch);
    if (!sketch_texts(&work->sketch, &work->bench, &engine->plan, text, 1))
        return NONE;
    const Part *part = work->sketch.parts;
    Finding finding = found_nothing(&work->sketch, part);
    foresee(engine, &work->sketch, 0, 0);
    size_t most = look_up(engine, &work->desk, work->sketch.keys + part->key, part->keys);
    uint32_t count = propose(engine, NULL, &work->desk, part->keys, most);
    if (count == NONE || !count)
        return count;
    if (!ready(engine, &work->desk, &finding))
        return NONE;
    for (uint32_t i = 0; i < count; i++) {
        scores[i] = similarity(engine, NULL, &work->desk, &finding.view, work->desk.proposed[i]);
        if (scores[i] < 0)
            return NONE;
    }
    return count;
}

static PyObject *pairs(const uint32_t *rows, const double *scores, uint32_t count)
{
    PyObject *found = PyList_New(0);
    for (uint32_t i = 0; found && i < count; i++) {
        if (!scores[i])
            continue;
        PyObject *pair = Py_BuildValue("(kd)", (unsigned long)rows[i], (double)(float)scores[i]);
        if (!pair || PyList_Append(found, pair) < 0) {
            Py_DECREF(found);
            found = NULL;
        }
        Py_XDECREF(pair);
    }
    return found;
}

static PyObject *engine_matches(PyObject *self, PyObject *text)
{
    EngineObject *object = (EngineObject *)self;
    double scores[MOST];
    Text one;
    if (!(one.text = utf8_of(text, &one.size, &one.owner)))
        return NULL;
    Work *work = take_work(object);
    uint32_t count = NONE;
    if (work) {
        begin_reading(object);
        PyThreadState *saved = one.size < WORTHWHILE ? NULL : PyEval_SaveThread();
        count = match_single(&object->engine, work, &one, scores);
        if (saved)
            PyEval_RestoreThread(saved);
        leave(object);
    }
    Py_XDECREF(one.owner);
    PyObject *found = count == NONE ? PyErr_NoMemory() : pairs(work->desk.proposed, scores, count);
    if (work)
        return_work(object, work);
    return found;
}

static PyObject *engine_expect(PyObject *self, PyObject *number)
{
    EngineObject *object = (EngineObject *)self;
    size_t texts = PyLong_AsSize_t(number);
    if (PyErr_Occurred())
        return NULL;
    begin_writing(object);
    int done = texts <= LISTED && expect(&object->engine, texts);
    leave(object);
    return done ? Py_NewRef(Py_None) : PyErr_NoMemory();
}

static PyObject *engine_drop(PyObject *self, PyObject *number)
{
    EngineObject *object = (EngineObject *)self;
    size_t row = PyLong_AsSize_t(number);
    if (PyErr_Occurred())
        return NULL;
    begin_writing(object);
    int known = row < object->engine.row_count;
    if (known)
        atomic_fetch_or(&object->engine.rows[row].flags, GONE);
    leave(object);
    return known ? Py_NewRef(Py_None) : PyErr_Format(PyExc_IndexError, "no row %zu", row);
}

static Py_ssize_t engine_length(PyObject *self) { return (Py_ssize_t)((EngineObject *)self)->engine.row_count; }

/* Bytes held: rows, keys and what is kept of the texts. */
static PyObject *engine_sizeof(PyObject *self, PyObject *unused)
{
    const Engine *engine = &((EngineObject *)self)->engine;
    (void)unused;
    return PyLong_FromSize_t(sizeof(EngineObject) + atomic_load(&engine->bytes) +
                             engine->row_room * sizeof *engine->rows + keys_bytes(&engine->keys));
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
    pthread_mutex_init(&object->door, NULL);
    pthread_rwlock_init(&object->room, NULL);
    for (int i = 0; i < LOCKS; i++)
        atomic_flag_clear(object->engine.settling + i);
    if (!read_plan(plan, &object->engine.plan)) {
        Py_DECREF(object);
        return NULL;
    }
    if (!grow_keys(&object->engine.keys, 8)) {
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
    free_sketch(&object->own.sketch);
    free_bench(&object->own.bench);
    free_desk(&object->own.desk);
    clear_hall(&object->hall);
    free_engine(&object->engine);
    pthread_rwlock_destroy(&object->room);
    pthread_mutex_destroy(&object->door);
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
    {"keys", engine_keys, METH_O, "List the keys of texts: uint32 counts, and uint32 keys; any thread may, at any time."},
    {"hold", engine_hold, METH_VARARGS, "Keep texts unasked, each under the keys given for it."},
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
    make_ascii();
    return find_is_ascii() ? 0 : -1;
}
