/* The engine as Python sees it; the names and the answers are those of reference/engine.py. */

enum { SPARE = 8, MOST_THREADS = 1024 };

static void free_work(Work *work)
{
    if (work)
        clear_work(work);
    free(work);
}

typedef struct {
    PyObject_HEAD
    Engine engine;
    Bench bench;
    Sketch single;
    Work *spare[SPARE];
    int spares, busy; /* deciding without the GIL; nobody else may look */
    Work *works;      /* of the relay: AHEAD a thread */
    size_t threads;
} EngineObject;

static const char *const SKETCH = "pubclean.kernel.native.Sketch";

static void free_capsule(PyObject *capsule)
{
    Work *work = PyCapsule_GetPointer(capsule, SKETCH);
    EngineObject *object = PyCapsule_GetContext(capsule);
    if (object->spares < SPARE)
        object->spare[object->spares++] = work;
    else
        free_work(work);
    Py_DECREF(object);
}

static PyObject *engine_sketch(PyObject *self, PyObject *given)
{
    EngineObject *object = (EngineObject *)self;
    size_t count;
    Text *texts = PyTuple_Check(given) ? point_at_rows(given, &count) : take_texts(given, &count);
    if (!texts)
        return NULL;
    Work *work = object->spares ? object->spare[--object->spares] : calloc(1, sizeof *work);
    int done = work != NULL;
    if (done) {
        Py_BEGIN_ALLOW_THREADS
        empty_sketch(&work->sketch);
        done = sketch_texts(&work->sketch, &work->bench, &object->engine.plan, texts, count);
        Py_END_ALLOW_THREADS
    }
    give_back(texts, count);
    PyObject *capsule = done ? PyCapsule_New(work, SKETCH, free_capsule) : PyErr_NoMemory();
    if (!capsule) {
        free_work(work);
        return NULL;
    }
    Py_INCREF(self);
    PyCapsule_SetContext(capsule, self);
    return capsule;
}

/* Sign a list of texts: uint32, as many a text as the plan has permutations for. */
static PyObject *engine_signatures(PyObject *self, PyObject *list)
{
    const Plan *plan = &((EngineObject *)self)->engine.plan;
    size_t count, row = plan->used * sizeof(uint32_t);
    Text *texts = take_texts(list, &count);
    PyObject *result = texts ? PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * row)) : NULL;
    if (!result) {
        if (texts)
            give_back(texts, count);
        return NULL;
    }
    char *out = PyBytes_AsString(result);
    int done = 1;
    Py_BEGIN_ALLOW_THREADS
    Work work = {0};
    for (size_t i = 0; done && i < count; i++) {
        empty_sketch(&work.sketch);
        done = sketch_texts(&work.sketch, &work.bench, plan, texts + i, 1);
        if (!done)
            break;
        if (work.sketch.parts->shingles)
            memcpy(out + i * row, work.bench.signature, row);
        else
            memset(out + i * row, 0xFF, row);
    }
    free_sketch(&work.sketch);
    free_bench(&work.bench);
    Py_END_ALLOW_THREADS
    give_back(texts, count);
    if (!done) {
        Py_DECREF(result);
        return PyErr_NoMemory();
    }
    return result;
}

static int claim(EngineObject *object)
{
    if (object->busy)
        PyErr_SetString(PyExc_RuntimeError, "the engine is deciding in another thread");
    return !object->busy;
}

/* Room for the answers to `count` texts: int64 rows and float32 scores; 0 with an exception set. */
static int make_answers(size_t count, PyObject **rows, PyObject **scores)
{
    *rows = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(int64_t)));
    *scores = *rows ? PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(float))) : NULL;
    if (*rows && !*scores)
        Py_DECREF(*rows);
    return *scores != NULL;
}

static PyObject *answers(int done, PyObject *rows, PyObject *scores)
{
    if (done)
        return Py_BuildValue("(NN)", rows, scores);
    Py_DECREF(rows);
    Py_DECREF(scores);
    return PyErr_NoMemory();
}

static PyObject *engine_decide(PyObject *self, PyObject *capsule)
{
    EngineObject *object = (EngineObject *)self;
    Work *work = PyCapsule_GetPointer(capsule, SKETCH);
    PyObject *rows, *scores;
    if (!work || !claim(object) || !make_answers(work->sketch.count, &rows, &scores))
        return NULL;
    int done;
    object->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    done = decide_all(&object->engine, work, (int64_t *)PyBytes_AsString(rows), (float *)PyBytes_AsString(scores));
    Py_END_ALLOW_THREADS
    object->busy = 0;
    return answers(done, rows, scores);
}

/* Have works for so many threads, kept from call to call. */
static Runner *make_runners(EngineObject *object, size_t threads, Relay *relay)
{
    if (threads > object->threads) {
        Work *works = realloc(object->works, threads * AHEAD * sizeof *works);
        if (!works)
            return NULL;
        memset(works + object->threads * AHEAD, 0, (threads - object->threads) * AHEAD * sizeof *works);
        object->works = works;
        object->threads = threads;
    }
    Runner *runners = calloc(threads, sizeof *runners);
    for (size_t i = 0; runners && i < threads; i++)
        runners[i] = (Runner){.relay = relay, .works = object->works + i * AHEAD};
    return runners;
}

/* Take the texts while other threads are at work on the first of them; 0 with an exception set. */
static int take_in_relay(Relay *relay, Text *texts, PyObject *list)
{
    int taken = 1;
    for (size_t at = 0; taken && at < relay->count; at += BLOCK) {
        size_t left = relay->count - at, end = at + (left < BLOCK ? left : BLOCK);
        taken = take_some(texts, list, at, end);
        if (!taken)
            atomic_store(&relay->failed, 1);
        atomic_store(&relay->taken, taken ? end : relay->count);
    }
    return taken;
}

static PyObject *relay_texts(EngineObject *object, Text *texts, size_t count, PyObject *list, size_t threads)
{
    PyObject *rows, *scores;
    if (!make_answers(count, &rows, &scores))
        return NULL;
    Relay relay = {.engine = &object->engine, .texts = texts, .count = count, .taken = list ? 0 : count};
    relay.rows = (int64_t *)PyBytes_AsString(rows);
    relay.scores = (float *)PyBytes_AsString(scores);
    Runner *runners = make_runners(object, threads, &relay);
    if (!runners)
        return answers(0, rows, scores);
    object->busy = 1;
    start_relay(&relay, runners, threads);
    int taken = !list || take_in_relay(&relay, texts, list), done;
    Py_BEGIN_ALLOW_THREADS
    done = end_relay(&relay, runners, threads);
    Py_END_ALLOW_THREADS
    object->busy = 0;
    free(runners);
    if (taken)
        return answers(done, rows, scores);
    Py_DECREF(rows);
    Py_DECREF(scores);
    return NULL;
}

/* Sketch and decide texts on a number of threads. */
static PyObject *engine_relay(PyObject *self, PyObject *arguments)
{
    EngineObject *object = (EngineObject *)self;
    PyObject *given;
    Py_ssize_t threads;
    size_t count;
    if (!PyArg_ParseTuple(arguments, "On", &given, &threads) || !claim(object))
        return NULL;
    if (threads < 1 || threads > MOST_THREADS)
        return PyErr_Format(PyExc_ValueError, "threads are between 1 and %d", MOST_THREADS);
    int listed = !PyTuple_Check(given);
    Text *texts = listed ? texts_of_list(given, &count) : point_at_rows(given, &count);
    if (!texts)
        return NULL;
    PyObject *answer = relay_texts(object, texts, count, listed ? given : NULL, (size_t)threads);
    give_back(texts, count);
    return answer;
}

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

static PyObject *engine_dump(PyObject *self, PyObject *unused)
{
    Engine *engine = &((EngineObject *)self)->engine;
    size_t live = 0, size = 0;
    (void)unused;
    if (!claim((EngineObject *)self))
        return NULL;
    for (size_t i = 0; i < engine->row_count; i++) {
        if (engine->rows[i].flags & GONE)
            continue;
        if (!settle(engine, engine->rows + i))
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

static int restore_row(EngineObject *object, const uint8_t *data, size_t size)
{
    Engine *engine = &object->engine;
    empty_sketch(&object->single);
    if (!sketch_row(&object->single, &object->bench, &engine->plan, data, size))
        return 0;
    View view = view_part(&object->single, object->single.parts);
    return keep(engine, &view, object->single.keys, object->single.parts->keys);
}

static PyObject *engine_restore(PyObject *self, PyObject *arguments)
{
    EngineObject *object = (EngineObject *)self;
    const char *sizes, *data;
    Py_ssize_t size_bytes, left;
    if (!claim(object) || !PyArg_ParseTuple(arguments, "y#y#", &sizes, &size_bytes, &data, &left))
        return NULL;
    for (Py_ssize_t i = 0; i + 8 <= size_bytes; i += 8) {
        uint64_t size = load64((const uint8_t *)sizes + i);
        if (size > (uint64_t)left || size >= INT32_MAX)
            return PyErr_Format(PyExc_ValueError, "the rows end before their sizes say so");
        if (!restore_row(object, (const uint8_t *)data, (size_t)size))
            return PyErr_NoMemory();
        data += size;
        left -= (Py_ssize_t)size;
    }
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
