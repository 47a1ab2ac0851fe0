/* The letters of a text, as the language scorer reads them. language_reference.py is its twin. */

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
    LANGUAGE_WINDOW = 4096        /* characters copied out of a str at once */
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
