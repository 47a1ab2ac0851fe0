/* A block read: its first characters with what is known of each, folded as phrases are compared, and its tokens. */
#include "character_tables.h"

enum {
    READ_HEAD = 700,    /* characters of a block that are folded */
    READ_TEXT = 1500,   /* that are looked at one by one */
    READ_MADE = 600,    /* longest text whose making is looked at */
    READ_FOLDED = READ_HEAD * 18 + 64, /* no character folds to more than 18 */
    READ_WINDOW = 4096
};

INLINE unsigned record_of(uint32_t code) { return character_record[character_page[code >> 8] << 8 | (code & 255)]; }
INLINE uint32_t flags_of(uint32_t code) { return record_flags[record_of(code)]; }

INLINE uint32_t lower_of(uint32_t code)
{
    if (code < 128)
        return code - 'A' < 26 ? code | 32 : code;
    return code + (uint32_t)record_lower[record_of(code)];
}

static uint32_t ascii_flags[128]; /* what most characters need, near at hand */
static uint8_t ascii_folded[128];

static void make_ascii_characters(void)
{
    for (uint32_t code = 0; code < 128; code++) {
        unsigned place = record_folding[record_of(code)];
        ascii_flags[code] = flags_of(code);
        ascii_folded[code] = (uint8_t)(place ? folding_pool[place + 1] : code);
    }
}

/* Characters with what is known of each, and of any. */
typedef struct {
    uint32_t *codes, *flags;
    int size;
    uint32_t known;
} Line;

static Line part_of(const Line *line, int start, int end)
{
    Line part = {line->codes + start, line->flags + start, end - start, 0};
    for (int i = 0; i < part.size; i++)
        part.known |= part.flags[i];
    return part;
}

typedef struct {
    int start, end;   /* in the folded line */
    int place;        /* in the joined one */
    uint32_t stems;   /* whether it may begin with a stem */
    uint64_t hash;
} Token;

typedef struct {
    uint32_t text_codes[READ_TEXT + 2], text_flags[READ_TEXT + 2];
    uint32_t folded_codes[READ_FOLDED], folded_flags[READ_FOLDED];
    uint32_t joined[READ_FOLDED];   /* the tokens with one space between */
    uint32_t spare[READ_FOLDED];    /* for whoever needs it, for a moment */
    uint32_t spare_flags[READ_FOLDED];
    Token tokens[READ_FOLDED / 2 + 1];
    Line text, folded;
    int token_count, joined_size;
    Py_ssize_t spaces, unspaced; /* how many there are in the whole text */
} Reading;

INLINE uint32_t code_at(const Line *line, int at) { return at >= 0 && at < line->size ? line->codes[at] : 0; }
INLINE uint32_t flag_at(const Line *line, int at) { return at >= 0 && at < line->size ? line->flags[at] : 0; }
INLINE uint32_t low_at(const Line *line, int at)
{
    return at >= 0 && at < line->size ? lower_of(line->codes[at]) : 0;
}

/* Say whether a line holds a word of ASCII at a place; `low_word_at` ignores case. */
static int word_at(const Line *line, int at, const char *word)
{
    for (; *word; word++, at++)
        if (at < 0 || at >= line->size || line->codes[at] != (uint8_t)*word)
            return 0;
    return 1;
}

static int low_word_at(const Line *line, int at, const char *word)
{
    for (; *word; word++, at++)
        if (at < 0 || at >= line->size || lower_of(line->codes[at]) != (uint8_t)*word)
            return 0;
    return 1;
}

/* Say whether a word begins or ends at a place: `\b`. */
INLINE int edge_at(const Line *line, int at)
{
    return ((flag_at(line, at - 1) ^ flag_at(line, at)) & WORDLIKE) != 0;
}

static int is_any_of(uint32_t code, const uint32_t *set)
{
    for (; *set; set++)
        if (*set == code)
            return 1;
    return 0;
}

/* Find a pair of the composition table by its two characters; 0 where they do not compose. */
static uint32_t composed_of(uint32_t first, uint32_t second)
{
    if (first - 0x1100u < 19 && second - 0x1161u < 21)
        return 0xAC00u + ((first - 0x1100u) * 21 + second - 0x1161u) * 28;
    if (first - 0xAC00u < 11172 && (first - 0xAC00u) % 28 == 0 && second - 0x11A8u < 27)
        return first + second - 0x11A7u;
    int low = 0, high = COMPOSITIONS;
    while (low < high) {
        int middle = (low + high) / 2;
        const uint32_t *pair = composition + 3 * middle;
        if (pair[0] == first && pair[1] == second)
            return pair[2];
        if (pair[0] < first || (pair[0] == first && pair[1] < second))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Write a character as what it is composed of, to the last. */
static int decomposed(uint32_t code, uint32_t *out)
{
    if (!(flags_of(code) & COMPOSED)) {
        *out = code;
        return 1;
    }
    int low = 0, high = COMPOSITIONS - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (decomposition[3 * middle + 2] < code)
            low = middle + 1;
        else
            high = middle;
    }
    int size = decomposed(decomposition[3 * low], out);
    out[size] = decomposition[3 * low + 1];
    return size + 1;
}

/* Put runs of marks in their canonical order; an iota written below the letter is one of them until then. */
static void order_marks(uint32_t *codes, int size)
{
    for (int i = 1; i < size; i++) {
        uint32_t code = codes[i];
        unsigned order = record_order[record_of(code)];
        int at = i;
        for (; order && at > 0 && record_order[record_of(codes[at - 1])] > order; at--)
            codes[at] = codes[at - 1];
        codes[at] = code;
    }
    for (int i = 0; i < size; i++)
        if (codes[i] == 0x345)
            codes[i] = 0x3B9;
}

/* Compose what was folded character by character where neighbours act on one another: NFC. */
static void compose_folded(Reading *read)
{
    uint32_t *codes = read->spare, *out = read->folded_codes;
    int size = 0, kept = 0, starter = -1;
    unsigned last = 0;
    for (int i = 0; i < read->folded.size; i++)
        size += decomposed(out[i], codes + size);
    order_marks(codes, size);
    for (int i = 0; i < size; i++) {
        unsigned record = record_of(codes[i]), order = record_order[record];
        if (starter >= 0 && record_flags[record] & SECOND && (kept == starter + 1 || last < order)) {
            uint32_t whole = composed_of(out[starter], codes[i]);
            if (whole) {
                out[starter] = whole;
                continue;
            }
        }
        if (!order)
            starter = kept;
        last = order;
        out[kept++] = codes[i];
    }
    read->folded.size = kept;
    for (int i = 0; i < kept; i++)
        read->folded.known |= read->folded_flags[i] = flags_of(out[i]);
}

/* Fold a line: no case, no accents, plain quotes and dashes, single spaces. */
static void fold_line(Reading *read, const uint32_t *codes, const uint32_t *flags, int size)
{
    uint32_t *out = read->folded_codes, *out_flags = read->folded_flags, joining = 0, spaced = 0;
    int at = 0;
    for (int i = 0; i < size; i++) {
        if (codes[i] == ' ') {
            spaced = at > 0;
            continue;
        }
        if (codes[i] < 128 && !(flags[i] & SPACE)) {
            if (spaced) {
                out[at] = ' ';
                out_flags[at++] = SPACE | PARTING | TRIMMED;
                spaced = 0;
            }
            out[at] = ascii_folded[codes[i]];
            joining |= out_flags[at] = ascii_flags[out[at]];
            at++;
            continue;
        }
        unsigned place = record_folding[record_of(codes[i])];
        const uint32_t *from = place ? folding_pool + place + 1 : codes + i;
        int count = place ? (int)folding_pool[place] : 1;
        for (int j = 0; j < count; j++) {
            uint32_t known = place ? flags_of(from[j]) : flags[i];
            if (known & SPACE) {
                spaced = at > 0;
                continue;
            }
            if (spaced) {
                out[at] = ' ';
                out_flags[at++] = SPACE | PARTING | TRIMMED;
                spaced = 0;
            }
            joining |= known;
            out[at] = from[j];
            out_flags[at++] = known;
        }
    }
    read->folded = (Line){out, out_flags, at, joining | SPACE};
    if (joining & JOINING)
        compose_folded(read);
}

/* Copy characters out of a str; 0 with an error set. */
static int copy_codes(PyObject *text, Py_ssize_t from, Py_ssize_t to, uint32_t *codes, Py_ssize_t room)
{
    Py_ssize_t length = PyUnicode_GetLength(text);
    PyObject *piece = from == 0 && to == length ? Py_NewRef(text) : PyUnicode_Substring(text, from, to);
    if (!piece)
        return 0;
    const void *copied = PyUnicode_AsUCS4(piece, codes, room, 0);
    Py_DECREF(piece);
    return copied != NULL;
}

/* Take the first characters of a str, what is known of them, and fold them. */
static int read_text(Reading *read, PyObject *text, Py_ssize_t length)
{
    int size = length < READ_TEXT ? (int)length : READ_TEXT;
    if (!copy_codes(text, 0, size, read->text_codes, READ_TEXT + 1))
        return 0;
    uint32_t known = 0;
    read->spaces = read->unspaced = 0;
    for (int i = 0; i < size; i++) {
        uint32_t code = read->text_codes[i], flags = code < 128 ? ascii_flags[code] : flags_of(code);
        read->text_flags[i] = flags;
        known |= flags;
        read->spaces += code == ' ';
        read->unspaced += (flags & UNSPACED) != 0;
    }
    read->text = (Line){read->text_codes, read->text_flags, size, known};
    fold_line(read, read->text_codes, read->text_flags, size < READ_HEAD ? size : READ_HEAD);
    return 1;
}
