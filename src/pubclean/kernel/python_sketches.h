/* Sketches as Python sees them, and deciding them: the engine's object and its first methods. */

enum { SPARE = 8 };

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
    done = decide_all(&object->engine, &work->sketch, (int64_t *)PyBytes_AsString(rows), (float *)PyBytes_AsString(scores));
    Py_END_ALLOW_THREADS
    object->busy = 0;
    return answers(done, rows, scores);
}
