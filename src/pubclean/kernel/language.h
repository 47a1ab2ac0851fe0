/* The languages of many texts scored for Python. language_reference.py is its twin. */

static void language_ideographs(const LanguageTable *table, const LanguageText *text, int32_t *scores)
{
    static const int kana[3] = {-20, -80, -80};
    for (int i = 0; i < text->size; i++) {
        uint32_t code = text->stream[i] & 0xFFFFFF;
        if (text->stream[i] >> 24 != LANGUAGE_HAN)
            continue;
        for (int lane = 0; lane < 3; lane++)
            if (code == LANGUAGE_KANA)
                scores[lane] += kana[lane];
            else if (code - 0x4E00 < LANGUAGE_IDEOGRAPHS)
                scores[lane] += table->han[(code - 0x4E00) * 4 + lane];
    }
}

/* Check that the buffers have the sizes the table is made with, and take their addresses. */
static int language_open(LanguageTable *table, const Py_buffer *views)
{
    const Py_ssize_t sizes[] = {256, -512, 4 * 256 * 32, 4 * 192 * 192 * 2, -LANGUAGE_LANES,
                                4 * ((1 << 18) + 1), -4, 4 * LANGUAGE_IDEOGRAPHS};
    for (int i = 0; i < LANGUAGE_TABLES; i++)
        if (sizes[i] > 0 ? views[i].len != sizes[i] : views[i].len % -sizes[i] != 0) {
            PyErr_Format(PyExc_ValueError, "table %d has %zd bytes: this is another table's format", i, views[i].len);
            return 0;
        }
    *table = (LanguageTable){
        .block_of = views[BLOCK_OF].buf, .blocks = views[BLOCKS].buf, .compose = views[COMPOSE].buf,
        .pairs = views[PAIRS].buf, .rows = views[ROWS].buf, .starts = views[STARTS].buf,
        .entries = views[ENTRIES].buf, .han = views[HAN].buf,
    };
    return 1;
}

static int language_score(const LanguageTable *table, PyObject *texts, uint32_t allowed, LanguageWord *words,
                          int32_t *scores, int32_t *facts)
{
    LanguageText text;
    Py_ssize_t count = PyList_Size(texts);
    memset(scores, 0, (size_t)count * LANGUAGE_LANES * sizeof *scores);
    for (Py_ssize_t row = 0; row < count; row++, scores += LANGUAGE_LANES, facts += 2) {
        PyObject *string = PyList_GetItem(texts, row);
        if (!string || !language_take(table, string, &text))
            return 0;
        int script = language_script(&text, allowed);
        facts[0] = script;
        facts[1] = script ? text.counts[script] : 0;
        if (script >= 1 && script <= LANGUAGE_CHAINS)
            language_chains(table, &text, script, words, scores);
        else if (script == LANGUAGE_HAN)
            language_ideographs(table, &text, scores);
    }
    return 1;
}

/* score_languages(texts, tables, allowed, words, scores, facts): fill int32 scores[n][48] and facts[n][2].
 * `words` remembers words from call to call; it begins as zeros and belongs to the tables. */
static PyObject *score_languages(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *texts, *buffers[LANGUAGE_TABLES + 3];
    Py_buffer views[LANGUAGE_TABLES + 3];
    unsigned int allowed;
    int opened = 0, good = 0;
    if (!PyArg_ParseTuple(arguments, "O!(OOOOOOOO)IOOO", &PyList_Type, &texts, buffers, buffers + 1, buffers + 2,
                          buffers + 3, buffers + 4, buffers + 5, buffers + 6, buffers + 7, &allowed, buffers + 8,
                          buffers + 9, buffers + 10))
        return NULL;
    for (; opened < LANGUAGE_TABLES + 3; opened++) {
        int flags = opened < LANGUAGE_TABLES ? PyBUF_SIMPLE : PyBUF_WRITABLE;
        if (PyObject_GetBuffer(buffers[opened], views + opened, flags) < 0)
            goto close;
    }
    Py_ssize_t count = PyList_Size(texts);
    if (views[8].len != LANGUAGE_WORDS * sizeof(LanguageWord) || views[9].len != count * LANGUAGE_LANES * 4 ||
        views[10].len != count * 8) {
        PyErr_SetString(PyExc_ValueError, "words must have 458,752 bytes, scores be int32 [n, 48], facts int32 [n, 2]");
        goto close;
    }
    LanguageTable table;
    good = language_open(&table, views) && language_score(&table, texts, allowed, views[8].buf, views[9].buf, views[10].buf);
close:
    while (opened-- > 0)
        PyBuffer_Release(views + opened);
    if (!good)
        return NULL;
    Py_RETURN_NONE;
}
