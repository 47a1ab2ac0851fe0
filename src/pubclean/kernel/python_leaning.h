/* The languages of the blocks of a page for Python. */

enum { LEAN_SCORES, LEAN_FACTS, LEAN_COLUMN_TABLE, LEAN_BEST = 10, LEAN_WHOLE, LEAN_SECOND, LEAN_BUFFERS };

/* Check the sizes of all buffers, and take the addresses of the tables. */
static int lean_open(LeanTables *tables, const Py_buffer *views, Py_ssize_t count)
{
    const Py_ssize_t letters = LANGUAGE_LETTERS + 1, lanes = LEAN_SCRIPTS * LANGUAGE_LANES;
    const Py_ssize_t sizes[LEAN_BUFFERS] = {
        count * LANGUAGE_LANES * 4, count * 8, lanes * 4, lanes * 4, LEAN_SCRIPTS * 8, letters * 4,
        ((Py_ssize_t)tables->loudest + 1) * 4, ((Py_ssize_t)tables->far + 1) * 4, (LEAN_VOTES + 1) * 4, LEAN_REACH * 4,
        count * 4, count * 8, count,
    };
    for (int i = 0; i < LEAN_BUFFERS; i++)
        if (views[i].len != sizes[i])
            return PyErr_Format(PyExc_ValueError, "buffer %d must have %zd bytes, not %zd", i, sizes[i], views[i].len), 0;
    if (tables->languages < 1 || tables->languages > LEAN_COLUMNS)
        return PyErr_Format(PyExc_ValueError, "%d languages are none or too many", tables->languages), 0;
    tables->columns = views[LEAN_COLUMN_TABLE].buf;
    tables->handicaps = views[3].buf;
    tables->floors = views[4].buf;
    tables->factors = views[5].buf;
    tables->voices = views[6].buf;
    tables->exponentials = views[7].buf;
    tables->priors = views[8].buf;
    tables->nearness = views[9].buf;
    return 1;
}

static int lean_fill(const LeanTables *tables, const Py_buffer *views, Py_ssize_t count)
{
    LeanRow *rows = malloc((size_t)count * sizeof *rows + 1);
    int32_t *shares = malloc((size_t)count * LEAN_COLUMNS * sizeof *shares + 1), *best = views[LEAN_BEST].buf;
    int64_t *whole = views[LEAN_WHOLE].buf;
    int good = rows && shares;
    if (good) {
        lean(tables, views[LEAN_SCORES].buf, views[LEAN_FACTS].buf, rows, shares, views[LEAN_SECOND].buf, count);
        for (Py_ssize_t i = 0; i < count; i++) {
            const int32_t *mine = shares + i * LEAN_COLUMNS;
            best[i] = 0;
            whole[i] = 0;
            for (int column = 0; column < tables->languages; column++) {
                whole[i] += mine[column];
                best[i] = mine[column] > mine[best[i]] ? column : best[i];
            }
        }
    } else {
        PyErr_NoMemory();
    }
    free(rows);
    free(shares);
    return good;
}

/* lean(scores, facts, tables, numbers, best, whole, second): fill, for each block of a page, the column of its likeliest
 * language, the sum of the shares of all (its own is the whole of one), and whether the second form is the likelier;
 * int32, int64 and uint8 [n]. */
static PyObject *lean_page(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *from[LEAN_BUFFERS];
    Py_buffer views[LEAN_BUFFERS];
    LeanTables tables;
    int opened = 0, good = 0;
    if (!PyArg_ParseTuple(arguments, "OO(OOOOOOOO)(iiii)OOO", from, from + 1, from + 2, from + 3, from + 4, from + 5,
                          from + 6, from + 7, from + 8, from + 9, &tables.far, &tables.loudest, &tables.languages,
                          &tables.other_script, from + 10, from + 11, from + 12))
        return NULL;
    for (; opened < LEAN_BUFFERS; opened++)
        if (PyObject_GetBuffer(from[opened], views + opened, opened < LEAN_BEST ? PyBUF_SIMPLE : PyBUF_WRITABLE) < 0)
            goto close;
    Py_ssize_t count = views[LEAN_SECOND].len;
    good = lean_open(&tables, views, count) && lean_fill(&tables, views, count);
close:
    while (opened-- > 0)
        PyBuffer_Release(views + opened);
    if (!good)
        return NULL;
    Py_RETURN_NONE;
}
