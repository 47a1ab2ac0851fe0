/* The letter chains of many texts scored: sums of small integers. language_reference.py is its twin. */

#include <stdint.h>
#include <string.h>

#if defined(__GNUC__) || defined(__clang__)
#define LANGUAGE_FETCH(address) __builtin_prefetch(address)
#else
#define LANGUAGE_FETCH(address) ((void)(address))
#endif

enum {
    LANGUAGE_LANES = 48,
    LANGUAGE_LETTERS = 2000, /* of a text are read */
    LANGUAGE_SCRIPTS = 18,   /* 1 to 4 have chains, 5 has ideographs and kana, 0 parts words */
    LANGUAGE_CHAINS = 4,
    LANGUAGE_HAN = 5,
    LANGUAGE_TRACELESS = 255, /* the "script" of marks and invisible characters */
    LANGUAGE_BOUNDARY = 1,
    LANGUAGE_KANA = 2,
    LANGUAGE_IDEOGRAPHS = 0x5200, /* from U+4E00 */
    LANGUAGE_SHIFT = 64 - 18,     /* the top bits of a mixed key name its bucket */
    LANGUAGE_WINDOW = 4096,       /* characters copied out of a str at once */
    LANGUAGE_AHEAD = 64,          /* n-grams whose buckets are fetched together */
    LANGUAGE_FLUSH = 250          /* rows of int8 that fit a sum of int16 */
};

enum { BLOCK_OF, BLOCKS, COMPOSE, PAIRS, ROWS, STARTS, ENTRIES, HAN, LANGUAGE_TABLES };

typedef struct {
    const uint8_t *block_of, *compose;
    const uint16_t *blocks, *pairs;
    const int8_t *rows, *han;
    const uint32_t *starts, *entries;
} LanguageTable;

/* What is read of a text: letters as script << 24 | letter id (or code point), 0 between words. */
typedef struct {
    uint32_t stream[2 * LANGUAGE_LETTERS + 2];
    int size, letters, since; /* since: characters without trace since the last that left one */
    int counts[LANGUAGE_SCRIPTS];
} LanguageText;

typedef struct {
    uint64_t keys[LANGUAGE_AHEAD];
    int waiting, added;
    int16_t near[LANGUAGE_LANES]; /* sums of rows, to be flushed */
    int32_t *scores;
} LanguageSums;

static uint32_t language_class(const LanguageTable *table, uint32_t code)
{
    if (code < 0x10000)
        return table->blocks[table->block_of[code >> 8] << 8 | (code & 255)];
    return code >= 0x20000 && code < 0x40000 ? LANGUAGE_HAN << 8 | 3 : 0;
}

/* Read characters up to the last letter that counts; 0 when there is no need for more. */
static int language_read(const LanguageTable *table, LanguageText *text, const uint32_t *codes, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        uint32_t class = language_class(table, codes[i]), script = class >> 8, *last = text->stream + text->size - 1;
        if (script == LANGUAGE_TRACELESS) {
            uint32_t of = *last >> 24;
            if (++text->since <= 2 && of >= 1 && of <= LANGUAGE_CHAINS) {
                uint8_t both = table->compose[((of - 1) << 8 | (*last & 255)) << 5 | (class & 31)];
                if (both)
                    *last = of << 24 | both;
            }
            continue;
        }
        text->since = 0;
        if (!script) {
            if (*last)
                text->stream[text->size++] = 0;
            else
                text->since = 3; /* marks after a boundary have nothing to stand on */
            continue;
        }
        if (text->letters == LANGUAGE_LETTERS)
            return 0;
        text->letters++;
        text->counts[script]++;
        uint32_t value = script == LANGUAGE_HAN && (class & 255) != LANGUAGE_KANA ? codes[i] : class & 255;
        text->stream[text->size++] = script << 24 | value;
    }
    return 1;
}

/* The script that prevails among those in the bit set, each letter counted with the weight of its script. */
static int language_script(const LanguageText *text, uint32_t allowed)
{
    static const int weights[LANGUAGE_SCRIPTS] = {0, 2, 4, 4, 4, 6, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6, 4};
    int best = 0, most = 0;
    for (int script = 1; script < LANGUAGE_SCRIPTS; script++)
        if (allowed >> script & 1 && text->counts[script] * weights[script] > most) {
            most = text->counts[script] * weights[script];
            best = script;
        }
    return best;
}

static void language_flush(LanguageSums *sums)
{
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        sums->scores[lane] += sums->near[lane];
    memset(sums->near, 0, sizeof sums->near);
    sums->added = 0;
}

static void language_add_row(LanguageSums *sums, const int8_t *row)
{
    if (sums->added++ == LANGUAGE_FLUSH) {
        language_flush(sums);
        sums->added = 1;
    }
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        sums->near[lane] = (int16_t)(sums->near[lane] + row[lane]);
}

/* Look up the n-grams that wait, each step for all of them, so that memory is fetched while others are at work. */
static void language_add_grams(const LanguageTable *table, LanguageSums *sums)
{
    uint32_t begins[LANGUAGE_AHEAD], ends[LANGUAGE_AHEAD];
    for (int i = 0; i < sums->waiting; i++) {
        begins[i] = table->starts[sums->keys[i] >> LANGUAGE_SHIFT];
        ends[i] = table->starts[(sums->keys[i] >> LANGUAGE_SHIFT) + 1];
        LANGUAGE_FETCH(table->entries + begins[i]);
    }
    for (int i = 0; i < sums->waiting; i++) {
        uint32_t mine = (uint32_t)(sums->keys[i] >> 20) & 0xFFF;
        for (uint32_t at = begins[i]; at < ends[i]; at++) {
            uint32_t entry = table->entries[at];
            /* added in any case, as nothing where the key is another's: a branch would be guessed wrong */
            sums->scores[entry >> 6 & 63] += (int32_t)(entry & 63 & -(uint32_t)(entry >> 12 == mine));
        }
    }
    sums->waiting = 0;
}

static void language_add_gram(const LanguageTable *table, LanguageSums *sums, uint64_t key)
{
    key *= UINT64_C(0x9E3779B97F4A7C15);
    key ^= key >> 32;
    key *= UINT64_C(0xD6E8FEB86659FD93);
    LANGUAGE_FETCH(table->starts + (key >> LANGUAGE_SHIFT));
    sums->keys[sums->waiting++] = key;
    if (sums->waiting == LANGUAGE_AHEAD)
        language_add_grams(table, sums);
}

static void language_chains(const LanguageTable *table, const LanguageText *text, uint64_t script, int32_t *scores)
{
    LanguageSums sums = {.scores = scores};
    const uint16_t *pairs = table->pairs + (script - 1) * 192 * 192;
    uint64_t history = LANGUAGE_BOUNDARY, tag = script << 56;
    int run = 0;
    for (int i = 1; i <= text->size; i++) {
        uint32_t element = i < text->size ? text->stream[i] : 0;
        uint32_t letter = element >> 24 == script ? element & 255 : LANGUAGE_BOUNDARY, before = history & 255;
        if (letter == LANGUAGE_BOUNDARY && !run)
            continue;
        language_add_row(&sums, table->rows + (size_t)pairs[before * 192 + letter] * LANGUAGE_LANES);
        history = history << 8 | letter;
        if (run >= 1)
            language_add_gram(table, &sums, tag | (history & 0xFFFFFF));
        run = letter == LANGUAGE_BOUNDARY ? 0 : run + 1;
        if (run >= 4)
            language_add_gram(table, &sums, tag | (history & 0xFFFFFFFF));
        if (run >= 5)
            language_add_gram(table, &sums, tag | (history & UINT64_C(0xFFFFFFFFFF)));
    }
    language_add_grams(table, &sums);
    language_flush(&sums);
}

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

/* Read a str, a window at a time, so that a long one is neither copied nor read to its end for nothing. */
static int language_take(const LanguageTable *table, PyObject *string, LanguageText *text)
{
    uint32_t window[LANGUAGE_WINDOW];
    Py_ssize_t length = PyUnicode_GetLength(string);
    text->stream[0] = 0;
    text->size = 1;
    text->letters = 0;
    text->since = 3;
    memset(text->counts, 0, sizeof text->counts);
    if (length < 0)
        return 0;
    for (Py_ssize_t at = 0; at < length; at += LANGUAGE_WINDOW) {
        Py_ssize_t count = length - at < LANGUAGE_WINDOW ? length - at : LANGUAGE_WINDOW;
        PyObject *piece = count == length ? Py_NewRef(string) : PyUnicode_Substring(string, at, at + count);
        if (!piece)
            return 0;
        const void *copied = PyUnicode_AsUCS4(piece, window, LANGUAGE_WINDOW, 0);
        Py_DECREF(piece);
        if (!copied)
            return 0;
        if (!language_read(table, text, window, count))
            break;
    }
    return 1;
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

static int language_score(const LanguageTable *table, PyObject *texts, uint32_t allowed, int32_t *scores,
                          int32_t *facts)
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
            language_chains(table, &text, (uint64_t)script, scores);
        else if (script == LANGUAGE_HAN)
            language_ideographs(table, &text, scores);
    }
    return 1;
}

/* score_languages(texts, tables, allowed, scores, facts): fill int32 scores[n][48] and facts[n][2]. */
static PyObject *score_languages(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *texts, *buffers[LANGUAGE_TABLES + 2];
    Py_buffer views[LANGUAGE_TABLES + 2];
    unsigned int allowed;
    int opened = 0, good = 0;
    if (!PyArg_ParseTuple(arguments, "O!(OOOOOOOO)IOO", &PyList_Type, &texts, buffers, buffers + 1, buffers + 2,
                          buffers + 3, buffers + 4, buffers + 5, buffers + 6, buffers + 7, &allowed, buffers + 8,
                          buffers + 9))
        return NULL;
    for (; opened < LANGUAGE_TABLES + 2; opened++) {
        int flags = opened < LANGUAGE_TABLES ? PyBUF_SIMPLE : PyBUF_WRITABLE;
        if (PyObject_GetBuffer(buffers[opened], views + opened, flags) < 0)
            goto close;
    }
    Py_ssize_t count = PyList_Size(texts);
    if (views[8].len != count * LANGUAGE_LANES * 4 || views[9].len != count * 8) {
        PyErr_SetString(PyExc_ValueError, "scores must be int32 [n, 48] and facts int32 [n, 2]");
        goto close;
    }
    LanguageTable table;
    good = language_open(&table, views) && language_score(&table, texts, allowed, views[8].buf, views[9].buf);
close:
    while (opened-- > 0)
        PyBuffer_Release(views + opened);
    if (!good)
        return NULL;
    Py_RETURN_NONE;
}
