/* Sketches as Python sees them, and deciding them: the engine's object and its first methods. */

enum { SPARE = 8 };

/* A sketch on its way to an engine, and what it was made with; used again. */
typedef struct {
    Sketch sketch;
    Bench bench;
    Desk desk; /* of a reader */
} Work;

static void free_work(Work *work)
{
    if (work) {
        free_sketch(&work->sketch);
        free_bench(&work->bench);
        free_desk(&work->desk);
    }
    free(work);
}

typedef struct {
    PyObject_HEAD
    Engine engine;
    Work own; /* of whoever writes */
    Hall hall;
    Work *spare[SPARE];
    int spares;
    pthread_mutex_t door; /* who waits to write holds it, so that no more readers come in */
    pthread_rwlock_t room;
} EngineObject;

static const char *const SKETCH = "pubclean.kernel.native.Sketch";

/* With the GIL. */
static Work *take_work(EngineObject *object)
{
    return object->spares ? object->spare[--object->spares] : calloc(1, sizeof(Work));
}

static void return_work(EngineObject *object, Work *work)
{
    if (object->spares < SPARE)
        object->spare[object->spares++] = work;
    else
        free_work(work);
}

/* Come in, to read or to write, with the GIL; it is let go of while one waits for others. */
static void enter(EngineObject *object, int (*try)(pthread_rwlock_t *), int (*wait)(pthread_rwlock_t *))
{
    if (!pthread_mutex_trylock(&object->door)) {
        int inside = !try(&object->room);
        pthread_mutex_unlock(&object->door);
        if (inside)
            return;
    }
    Py_BEGIN_ALLOW_THREADS
    pthread_mutex_lock(&object->door);
    wait(&object->room);
    pthread_mutex_unlock(&object->door);
    Py_END_ALLOW_THREADS
}

static void begin_reading(EngineObject *object) { enter(object, pthread_rwlock_tryrdlock, pthread_rwlock_rdlock); }

static void begin_writing(EngineObject *object) { enter(object, pthread_rwlock_trywrlock, pthread_rwlock_wrlock); }

static void leave(EngineObject *object) { pthread_rwlock_unlock(&object->room); }

static void free_capsule(PyObject *capsule)
{
    EngineObject *object = PyCapsule_GetContext(capsule);
    return_work(object, PyCapsule_GetPointer(capsule, SKETCH));
    Py_DECREF(object);
}

/* Sketch texts given as a list or as rows of a column; NULL with an error set. */
static Work *sketch_given(EngineObject *object, PyObject *given, size_t *count)
{
    *count = 0;
    Text *texts = PyTuple_Check(given) ? point_at_rows(given, count) : take_texts(given, count);
    if (!texts)
        return NULL;
    Work *work = take_work(object);
    int done = work != NULL;
    if (done) {
        Py_BEGIN_ALLOW_THREADS
        empty_sketch(&work->sketch);
        done = sketch_texts(&work->sketch, &work->bench, &object->engine.plan, texts, *count);
        Py_END_ALLOW_THREADS
    }
    give_back(texts, *count);
    if (done)
        return work;
    free_work(work);
    PyErr_NoMemory();
    return NULL;
}

static PyObject *engine_sketch(PyObject *self, PyObject *given)
{
    size_t count;
    Work *work = sketch_given((EngineObject *)self, given, &count);
    PyObject *capsule = work ? PyCapsule_New(work, SKETCH, free_capsule) : NULL;
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
    size_t count = 0, row = plan->used * sizeof(uint32_t);
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
    if (!work || !make_answers(work->sketch.count, &rows, &scores))
        return NULL;
    int done;
    begin_writing(object);
    Py_BEGIN_ALLOW_THREADS
    done = decide_all(&object->engine, &object->own.desk, &work->sketch, (int64_t *)PyBytes_AsString(rows), (float *)PyBytes_AsString(scores));
    Py_END_ALLOW_THREADS
    leave(object);
    return answers(done, rows, scores);
}
