/* Names of people, as a line of authors has them. Words are compared in lower case. */

enum { MOST_PARTS = 60, LINE_OF_NAMES = 600 };

static const char *const particles[] = {
    "'t", "af", "am", "auf", "av", "bin", "bint", "d", "da", "dal", "de", "degli", "dei", "del", "dela", "della",
    "al", "den", "der", "di", "do", "dos", "du", "e", "el", "et", "i", "ibn", "la", "las", "le", "lo", "los", "op",
    "des", "ten", "ter", "und", "van", "vom", "von", "y", "zu", "zum", "zur", NULL};
static const char *const honorifics[] = {
    "prof", "dr", "mr", "mrs", "ms", "pr", "ph", "d", "sc", "ir", "ing", "drs", "mag", "dipl", "m", "mme", "sr", "sra",
    "assoc", "asst", "hab", "habil", "in\xC5\xBC", "mgr", "med", "phil", "nat", "rer", NULL};

INLINE int is_han(uint32_t code) { return code - 0x3400 <= 0x9FFF - 0x3400; }
INLINE int is_han_name(uint32_t code) { return is_han(code) || code == 0x3005; }
INLINE int is_kana(uint32_t code) { return code - 0x30A0 <= 0x5F; }
INLINE int is_hangul(uint32_t code) { return code - 0xAC00 <= 0xD7A3 - 0xAC00; }

/* Short words of ASCII, by what they are when written into one number. */
typedef struct {
    uint64_t slots[256];
} ShortWords;

enum { SHORT_WORD = 5 }; /* none is longer */

static ShortWords particle_words, honorific_words;

INLINE unsigned short_word_home(uint64_t word) { return (unsigned)(word * UINT64_C(0x9E3779B97F4A7C15) >> 56); }

static int is_short_word(const ShortWords *words, uint64_t word)
{
    for (unsigned slot = short_word_home(word); words->slots[slot]; slot = (slot + 1) & 255)
        if (words->slots[slot] == word)
            return 1;
    return 0;
}

static void take_short_words(ShortWords *set, const char *const *words)
{
    for (; *words; words++) {
        uint64_t word = 0;
        for (int i = 0; (*words)[i]; i++)
            word |= (uint64_t)(uint8_t)(*words)[i] << 8 * i;
        unsigned slot = short_word_home(word);
        while (set->slots[slot] && set->slots[slot] != word)
            slot = (slot + 1) & 255;
        set->slots[slot] = word;
    }
}

static void make_short_words(void)
{
    take_short_words(&particle_words, particles);
    take_short_words(&honorific_words, honorifics);
}

/* A part of a line as one number, ASCII in any case; 0 where it is no short word. */
static uint64_t short_word(const Line *line, int start, int end)
{
    uint64_t word = 0;
    if (end - start > SHORT_WORD)
        return 0;
    for (int i = start; i < end; i++) {
        uint32_t code = line->codes[i];
        if (!code || code > 255)
            return 0;
        word |= (uint64_t)(code - 'A' < 26 ? code + 32 : code) << 8 * (i - start);
    }
    return word;
}

static int is_joiner(const Lexicon *lexicon, const Line *line, int start, int end)
{
    uint32_t low[16];
    int size = end - start;
    if (size > lexicon->longest_joiner || size > 16)
        return 0;
    for (int i = 0; i < size; i++)
        low[i] = lower_of(line->codes[start + i]);
    return find_key(&lexicon->joiners, lexicon->pool, hash_codes(low, size), low, size) != NULL;
}

/* How much of a line surely stands when asides are taken away: what is before its first digit and bracket. */
static int size_before_asides(const Line *line)
{
    int at = 0, size = line->known & (DECIMAL | TELLING) ? line->size : 0;
    while (at < size && !(line->flags[at] & DECIMAL) &&
           !(line->flags[at] & TELLING && (line->codes[at] == '(' || line->codes[at] == '[' || line->codes[at] == 0xFF08)))
        at++;
    if (at == size)
        return line->size;
    while (at > 0 && line->flags[at - 1] & SPACE)
        at--;
    return at - 5; /* "and" of "and 2 more" */
}

/* Say that a word of small letters rules out that a line is one of names: most prose shows it by its second word. */
static int is_plainly_no_name(const Lexicon *lexicon, const Line *line)
{
    int size = size_before_asides(line);
    for (int i = 0; i < size; i++) {
        int start = i, small = 1;
        for (; i < line->size && !(line->flags[i] & SPACE); i++)
            small &= line->codes[i] - 'a' < 26;
        if (!small || i == start || i > size)
            continue;
        uint64_t word = short_word(line, start, i);
        if (!(word && (is_short_word(&particle_words, word) || is_short_word(&honorific_words, word))) &&
            !is_joiner(lexicon, line, start, i))
            return 1;
    }
    return 0;
}

/* Where "et al." and the like at the end of a line begin; its size where nothing of it stands there. */
static int others_named(const Line *line)
{
    static const char *const endings[] = {"et al.", "et al", "u. a.", "u.a.", NULL};
    int size = line->size;
    for (int i = 0; endings[i]; i++) {
        int at = size - (int)strlen(endings[i]);
        if (at > 0 && low_word_at(line, at, endings[i]) && (is_blank(line, at - 1) || code_at(line, at - 1) == ','))
            return at;
    }
    int at = size - (code_at(line, size - 1) == '.');
    if (at >= 5 && low_at(line, at - 4) == 0x438 && code_at(line, at - 3) == ' ' && low_at(line, at - 2) == 0x434 &&
        low_at(line, at - 1) == 0x440 && (is_blank(line, at - 5) || code_at(line, at - 5) == ','))
        return at - 4;
    return size;
}

/* "and 2 more authors": where the first of its words begins; the line's size where it does not stand. */
static int more_authors(const Line *line)
{
    int size = line->size, end = size;
    while (end > 0 && !is_decimal(line, end - 1) && code_at(line, end - 1) != ',' && code_at(line, end - 1) != ';')
        end--;
    int digits = end, spaces = end, left = size - end;
    while (is_decimal(line, digits - 1))
        digits--;
    while (is_blank(line, spaces))
        spaces++;
    spaces -= end;
    int least = left - 30 > 1 ? left - 30 : 1, most = left - 3 < spaces ? left - 3 : spaces;
    if (digits == end || least > most || !is_blank(line, digits - 1))
        return size;
    int word = digits;
    while (is_blank(line, word - 1))
        word--;
    int found = size;
    for (int count = 1; count <= 4 && is_shown(line, word - count); count++) {
        uint32_t before = code_at(line, word - count - 1);
        if (word - count > 0 && (before == ',' || is_blank(line, word - count - 1)))
            found = word - count;
    }
    return found;
}

/* "ほか3名" and its like: where they begin. */
static int others_unspaced(const Line *line)
{
    static const uint32_t persons[] = {0x540D, 0x4EBA, 0x4F4D, 0}, others[] = {0x4ED6, 0x7B49, 0x5916, 0};
    int at = line->size;
    at -= code_at(line, at - 1) == 0x8005;
    at -= is_any_of(code_at(line, at - 1), persons);
    at -= is_blank(line, at - 1);
    while (is_decimal(line, at - 1))
        at--;
    at -= is_blank(line, at - 1);
    if (is_any_of(code_at(line, at - 1), others))
        at--;
    else if (code_at(line, at - 1) == 0x304B && code_at(line, at - 2) == 0x307B)
        at -= 2;
    else
        return line->size;
    at -= is_blank(line, at - 1);
    at -= code_at(line, at - 1) == ',';
    return at;
}

/* Take away what else stands in lines of names: other authors not named, brackets, marks of notes. */
static void less_asides(const Line *text, Line *out)
{
    static const uint32_t marks[] = {'*', 0x2020, 0x2021, 0xA7, 0xB6, '#', '^', 0x2070, 0xB9, 0xB2, 0xB3, 0x2074,
                                     0x2075, 0x2076, 0x2077, 0x2078, 0x2079, 0x2709, 0x2217, 0};
    static const uint32_t edges[] = {' ', '.', ':', ',', ';', 0x2026, 0};
    Line line = *text;
    int ends[3] = {others_named(&line), more_authors(&line), others_unspaced(&line)};
    for (int i = 0; i < 3; i++)
        line.size = ends[i] < line.size ? ends[i] : line.size;
    if (line.size < text->size && line.size < ends[2]) /* with the comma and space before it */
        while (is_blank(&line, line.size - 1) || code_at(&line, line.size - 1) == ',')
            line.size--;
    int size = 0, opened = -1, since = 0;
    for (int i = 0; i < line.size; i++) {
        uint32_t code = line.codes[i];
        if (line.flags[i] & (ALPHA | SPACE)) {
            out->codes[size] = code;
            out->flags[size++] = line.flags[i];
            continue;
        }
        int opens = code == '(' || code == '[' || code == 0xFF08, closes = code == ')' || code == ']' || code == 0xFF09;
        if (closes && opened >= 0 && i - since - 1 <= 80) {
            size = opened;
            out->codes[size] = ' ';
            out->flags[size++] = SPACE;
        } else if (!(line.flags[i] & DECIMAL) && !is_any_of(code, marks)) {
            out->codes[size] = code;
            out->flags[size++] = line.flags[i];
        }
        if (opens)
            opened = size - 1;
        if (closes)
            opened = -1;
        if (opens)
            since = i;
    }
    int start = 0;
    while (size > start && is_any_of(out->codes[size - 1], edges))
        size--;
    while (start < size && is_any_of(out->codes[start], edges))
        start++;
    out->codes += start;
    out->flags += start;
    out->size = size - start;
}

/* `(?:L{1,2}\.[-‐ ]?)+` and nothing else. */
static int is_initials(const Line *line, int start, int end)
{
    int at = start;
    while (at < end && letter_at(line, at)) {
        at += 1 + letter_at(line, at + 1);
        if (at >= end || code_at(line, at) != '.')
            return 0;
        uint32_t sign = code_at(line, ++at);
        at += at < end && (sign == '-' || sign == 0x2010 || sign == ' ');
    }
    return at == end && at > start;
}

/* Where a part goes on behind "Prof. Dr. ". */
static int past_honorifics(const Line *line, int start, int end)
{
    for (;;) {
        uint64_t word = 0;
        int at = start, size = 0;
        for (; at < end && size < 6; at++) {
            uint32_t low = low_at(line, at);
            if (low == 0x17C) { /* in UTF-8 */
                word |= (uint64_t)0xBCC5 << 8 * size;
                size += 2;
            } else if (low - 'a' < 26) {
                word |= (uint64_t)low << 8 * size++;
            } else {
                break;
            }
        }
        if (!word || !is_short_word(&honorific_words, word))
            return start;
        at += at < end && code_at(line, at) == '.';
        int behind = at;
        while (behind < end && (is_blank(line, behind) || code_at(line, behind) == '-'))
            behind++;
        if (behind == at && at < end)
            return start;
        start = behind;
        if (start >= end)
            return end;
    }
}

/* Whether a surname begins so that, with a given name, stands in so many characters. */
static int is_surname(const Lexicon *lexicon, uint32_t first, int size)
{
    const uint32_t word[2] = {'0' + (uint32_t)size, first};
    return find_key(&lexicon->surnames, lexicon->pool, hash_codes(word, 2), word, 2) != NULL;
}

static int is_unspaced_name(const Lexicon *lexicon, const Line *line, int start, int end)
{
    int size = end - start, han = 0, kana = 0, sign = 0;
    const uint32_t *codes = line->codes + start;
    for (int i = 0; i < size; i++)
        han += is_han_name(codes[i]) || codes[i] - 0xF900 <= 0xFAFF - 0xF900;
    if (han == size && size >= 2 && size <= 4)
        return is_surname(lexicon, codes[0], size);
    for (int before = 1; before <= 3 && before < size - 1 && is_han_name(codes[before - 1]); before++) {
        int behind = before + 1;
        while (behind < size && (is_han_name(codes[behind]) || codes[behind] - 0x3040 <= 0x30FF - 0x3040))
            behind++;
        if (codes[before] == ' ' && behind == size && size - before - 1 <= 4)
            return 1;
    }
    for (int i = 0; i < size; i++) { /* アダ・ラヴレス */
        int parts = codes[i] == '=' || codes[i] == 0xFF1D;
        if (!parts && !is_kana(codes[i]))
            return 0;
        if (parts && (i < 2 || i == size - 1 || !is_kana(codes[i - 1])))
            return 0;
        sign |= i >= 2 && i < size - 1 && (parts || codes[i] == 0x30FB);
        kana++;
    }
    return sign && kana > 3;
}

static int is_hangul_name(const Lexicon *lexicon, const Line *line, int start, int end)
{
    int first = start, second;
    while (first < end && is_hangul(line->codes[first]))
        first++;
    if (first == end)
        return end - start >= 2 && end - start <= 4 && is_surname(lexicon, line->codes[start], end - start);
    for (second = first + 1; second < end && is_hangul(line->codes[second]);)
        second++;
    return line->codes[first] == ' ' && second == end && first - start >= 1 && first - start <= 2 &&
           end - first - 1 >= 1 && end - first - 1 <= 3;
}

/* What a word of a name is: -1 none, 0 initials, 1 a particle, 2 a name. */
static int name_word(const Line *line, int start, int end)
{
    uint32_t flags = line->flags[start], first = line->codes[start], second = code_at(line, start + 1);
    if (is_initials(line, start, end))
        return 0;
    if (end - start == 1 && flags & UPPER)
        return 0;
    if (end - start == 2) {
        uint32_t both = flags | line->flags[start + 1], cased = UPPER | LOWER;
        int title = (flags & (CASED | cased)) == CASED || (line->flags[start + 1] & (CASED | cased)) == CASED;
        if (both & UPPER && !(both & LOWER) && !title)
            return 0;
    }
    uint64_t word = short_word(line, start, end);
    if (word && is_short_word(&particle_words, word))
        return 1;
    if (end - start >= 2 && (first == 'd' || first == 'l') && (second == '\'' || (first == 'd' && second == 0x2019)))
        return 1;
    if (end - start >= 3 && (word_at(line, start, "al-") || word_at(line, start, "el-")))
        return 1;
    if (!(flags & ALPHA) || first - 'a' < 26 || (flags & CASED && !(flags & UPPER)))
        return -1;
    for (int i = start + 1; i < end; i++) {
        uint32_t code = line->codes[i];
        if (!(line->flags[i] & WORDLIKE) && code != '\'' && code != 0x2019 && code != 0x2BC && code != '.' && code != '-')
            return -1;
    }
    return 2;
}

/* Say whether a part is a name: bit 1 standing alone, bit 2 as a surname or initials between commas. */
static int is_name(const Lexicon *lexicon, const Line *line, int start, int end)
{
    uint32_t known = 0;
    int tokens = 0, names = 0, most = 4;
    start = past_honorifics(line, start, end);
    for (int i = start; i < end; i++)
        known |= line->flags[i];
    if (known & UNSPACED)
        return is_unspaced_name(lexicon, line, start, end) ? 3 : 0;
    if (is_hangul_name(lexicon, line, start, end))
        return 3;
    for (int i = start; i < end; i++) {
        int from = i;
        while (i < end && !(line->flags[i] & SPACE))
            i++;
        int word = name_word(line, from, i);
        if (word < 0 || ++tokens > 8)
            return 0;
        most = word == 1 ? 5 : most;
        names += word == 2;
    }
    if (!tokens || names > most)
        return 0;
    return 2 | (tokens >= 2 && names > 0);
}

typedef struct {
    const Lexicon *lexicon;
    int count, full, every, initials;
} Parts;

/* Take one more part; 0 when the line cannot be one of names. */
static int end_part(Parts *parts, const Line *line, int start, int end)
{
    end -= end > start && line->flags[end - 1] & SPACE;
    if (end <= start)
        return 1;
    int is = is_name(parts->lexicon, line, start, end);
    parts->full += is & 1;
    parts->every &= is >> 1;
    parts->initials |= is_initials(line, start, end);
    return is && ++parts->count <= MOST_PARTS;
}

/* Count the names a line is made of; 0 if any part of it reads otherwise. `work` holds what is taken apart. */
static int names_in(const Lexicon *lexicon, const Line *text, Line work)
{
    static const uint32_t signs[] = {',', ';', 0x3001, 0xFF0C, 0xFF1B, '|', 0xB7, 0x2022, '/', '&', 0xFF06, 0};
    if (text->size > LINE_OF_NAMES || is_plainly_no_name(lexicon, text))
        return 0;
    for (int i = 0; i + 3 < text->size; i++)
        if (text->codes[i] == 'h' && word_at(text, i, "http"))
            return 0;
    less_asides(text, &work);
    while (work.size && work.flags[work.size - 1] & SPACE)
        work.size--;
    Parts parts = {.lexicon = lexicon, .every = 1};
    int size = 0, begun = 0, words = 0;
    /* words with one space between; parts end at the signs and where a word joins them */
    for (int i = 0; i < work.size;) {
        int start = i;
        while (i < work.size && !(work.flags[i] & SPACE))
            i++;
        if (i == start) {
            i++;
            continue;
        }
        if ((words++ && i < work.size && is_joiner(lexicon, &work, start, i)) ||
            (i - start == 3 && low_word_at(&work, start, "and"))) {
            if (!end_part(&parts, &work, begun, size))
                return 0;
            begun = size;
            continue;
        }
        if (size > begun) {
            work.codes[size] = ' ';
            work.flags[size++] = SPACE;
        }
        for (int at = start; at < i; at++) {
            uint32_t code = work.codes[at];
            if ((work.flags[at] & ALPHA || !is_any_of(code, signs)) &&
                !(code == 0x30FB && at > 0 && is_han(work.codes[at - 1]) && is_han(code_at(&work, at + 1)))) {
                work.flags[size] = work.flags[at];
                work.codes[size++] = code;
                continue;
            }
            if (!end_part(&parts, &work, begun, size))
                return 0;
            begun = size;
        }
    }
    if (!end_part(&parts, &work, begun, size))
        return 0;
    if (parts.count && parts.full == parts.count)
        return parts.full;
    return parts.count > 1 && parts.every && parts.initials ? (parts.count / 2 > 1 ? parts.count / 2 : 1) : 0;
}
