/* A plan as Python hands it over: kernel/plan.py says what is in it. */

/* Copy a buffer of uint32 into memory padded to LANES. */
static uint32_t *lanes_of(PyObject *plan, const char *name, size_t *slots, size_t *used)
{
    PyObject *array = PyObject_GetAttrString(plan, name);
    Py_buffer view;
    if (!array)
        return NULL;
    if (PyObject_GetBuffer(array, &view, PyBUF_SIMPLE) < 0) {
        Py_DECREF(array);
        return NULL;
    }
    size_t count = (size_t)view.len / sizeof(uint32_t);
    *slots = (count + LANES - 1) / LANES * LANES;
    *used = count;
    uint32_t *lanes = calloc(*slots + 1, sizeof *lanes);
    if (lanes)
        copy(lanes, view.buf, count * sizeof *lanes);
    else
        PyErr_NoMemory();
    PyBuffer_Release(&view);
    Py_DECREF(array);
    return lanes;
}

static int number_of(PyObject *plan, const char *name, long least, long most, int *number)
{
    PyObject *value = PyObject_GetAttrString(plan, name);
    long read = value ? PyLong_AsLong(value) : -1;
    Py_XDECREF(value);
    if (PyErr_Occurred())
        return 0;
    if (read < least || read > most) {
        PyErr_Format(PyExc_ValueError, "%s is between %ld and %ld", name, least, most);
        return 0;
    }
    *number = (int)read;
    return 1;
}

static int read_plan(PyObject *from, Plan *plan)
{
    size_t slots, used;
    PyObject *threshold = PyObject_GetAttrString(from, "threshold");
    plan->threshold = threshold ? PyFloat_AsDouble(threshold) : 0;
    Py_XDECREF(threshold);
    if (PyErr_Occurred() || !number_of(from, "copies", 0, 1, &plan->copies) ||
        !number_of(from, "words", 1, 5, &plan->words) || !number_of(from, "bands", 0, 1 << 16, &plan->bands) ||
        !number_of(from, "rows", 0, 1 << 16, &plan->rows))
        return 0;
    plan->a = lanes_of(from, "a", &plan->slots, &plan->used);
    plan->b = plan->a ? lanes_of(from, "b", &slots, &used) : NULL;
    if (!plan->b)
        return 0;
    if (used != plan->used || (size_t)plan->bands * (size_t)plan->rows > used) {
        PyErr_SetString(PyExc_ValueError, "a plan has a permutation for every slot");
        return 0;
    }
    return 1;
}
