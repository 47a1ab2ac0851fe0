/* A look at a block: what is read of it, as the numbers of features. looks.py is its twin. */

#define LOOK_FEATURES(X) \
    X(ENDS_STOP, "ends in a stop") X(ENDS_CUT, "ends in […]") X(BEGINS_UPPER, "begins upper") \
    X(BEGINS_LOWER, "begins lower") X(BEGINS_DIGIT, "begins with a digit") X(BEGINS_BULLET, "begins with a bullet") \
    X(BEGINS_QUOTE, "begins with a quote") X(BEGINS_SIGN, "begins with a sign") X(ALL_CAPITALS, "all capitals") \
    X(NO_CASE, "no case") X(NO_WORDS, "no words") X(DIGITS, "digits") X(MOSTLY_DIGITS, "mostly digits") \
    X(UNSPACED_TEXT, "unspaced") X(BANNER, "banner voice") X(LOUD, "banner voice, loud") \
    X(CALLS_EVENT, "calls to an event") X(CALLS_DAY, "calls on a day") X(YEAR, "has a year") \
    X(ONLY_YEARS, "only years") X(ONLY_DATE, "only a date") X(DATE, "has a date") X(TIME, "has a time") \
    X(ONE_NAME, "1 name") X(TWO_NAMES, "2 names") X(MORE_NAMES, "3 or more names") \
    X(NAME_BRACKET, "name with a bracket") X(STATUS, "status in brackets") X(LABEL, "has a label") \
    X(LEAD_NAME, "name behind a lead") X(LEAD_NAMES, "names behind a lead") X(LEAD_DATE, "date behind a lead") \
    X(MARKER, "marker") X(WRAPPED, "wrapped") \
    X(PATTERN, "address") X(PATTERN_1, "mail") X(PATTERN_2, "code") X(PATTERN_3, "price") \
    X(PATTERN_4, "count at the end") X(PATTERN_5, "counts") X(PATTERN_6, "crumbs") X(PATTERN_7, "brackets") \
    X(PATTERN_8, "acronym and year") \
    X(CITE, "cites doi") X(CITE_1, "cites pages") X(CITE_2, "cites volume") X(CITE_3, "cites year in brackets") \
    X(CITE_4, "cites initials") X(CITE_5, "cites et al") X(CITE_6, "cites quoted") X(CITE_7, "cites in") \
    X(CITE_8, "cites links")

#define AS_ENUM(name, text) LOOK_##name,
#define AS_TEXT(name, text) text,
enum { LOOK_FEATURES(AS_ENUM) LOOK_NAMED };
static const char *const look_names[] = {LOOK_FEATURES(AS_TEXT)};

enum { LENGTHS = 15, WORD_COUNTS = 12, SENTENCES = 5, CAPITALS = 5, SIGN_COUNTS = 4, CITATIONS = 7 };
static const int length_steps[] = {2, 4, 8, 15, 25, 40, 60, 90, 130, 190, 280, 450, 800, 1500};
static const int word_steps[] = {1, 2, 3, 4, 6, 9, 13, 20, 35, 70, 150};
static const char *const sign_names[SIGN_COUNTS] = {"commas", "semicolons", "bars", "dots"};
static const uint32_t counted_signs[SIGN_COUNTS + 1] = {',', ';', '|', 0xB7, 0};
static const uint32_t ending_signs[] = {':', 0xFF1A, '?', 0xFF1F, '!', 0xFF01, 0x2026, ',', ';', ')', 0xBB, '"', 0x201D,
                                        '|', 0x203A, '>', 0x2192, 0x2022, 0xD7, 0};
static const uint32_t beginning_signs[] = {0xA9, '@', '#', '[', '(', '|', 0x2192, 0x2190, 0x2039, 0x203A, 0xBB, 0xD7,
                                           0x2715, '$', 0};
static const uint32_t bullets[] = {0x2022, 0xB7, 0x25AA, '-', 0x2013, 0x2014, '*', 0x25BA, 0x25B8, 0x25CB, 0};
static const uint32_t quotes[] = {'"', 0x201C, 0xAB, 0x201E, 0x300C, 0x300E, 0x300A, '\'', 0x2018, 0};

typedef struct {
    int16_t line, labelled, says, twice, begins, mostly; /* -1 where there is no such feature */
} KindNumbers;

/* The numbers of features, and of the kinds of phrases that make some. */
typedef struct {
    int16_t named[LOOK_NAMED], lengths[LENGTHS], words[WORD_COUNTS], sentences[SENTENCES], capitals[CAPITALS];
    int16_t counts[SIGN_COUNTS][3], citations[CITATIONS], ends[24], begins[24];
    KindNumbers kinds[MOST_KINDS];
    int kind_count, topic, voice, calls, events, status;
} LookNumbers;

/* What a look came to, its numbers in the order they were found. */
typedef struct {
    int16_t numbers[512];
    int size;
    int length; /* in letters: an ideograph stands for two and a half */
} Look;

INLINE void see(Look *look, int number)
{
    if (number >= 0 && look->size < 512)
        look->numbers[look->size++] = (int16_t)number;
}

static int step_of(const int *steps, int count, Py_ssize_t value)
{
    int step = 0;
    while (step < count && value >= steps[step])
        step++;
    return step;
}

/* Sentences that end in the first characters: terminators, a closing quote, space; ideographic ones anywhere. */
static int sentences_of(const Line *text)
{
    static const uint32_t closing[] = {'"', '\'', 0x201D, 0xBB, ')', 0}, full[] = {0x3002, 0xFF01, 0xFF1F, 0};
    int count = 0, size = text->known & TERMINATING ? text->size : 0;
    for (int i = 0; i < size && count < 4;) {
        if (!(text->flags[i] & TERMINATING)) {
            i++;
            continue;
        }
        int start = i, wide = 0;
        for (; i < text->size && text->flags[i] & TERMINATING; i++)
            wide += is_any_of(text->codes[i], full);
        int behind = i + (i < text->size && is_any_of(text->codes[i], closing));
        if (behind == text->size || is_blank(text, behind))
            count++;
        else
            count += wide;
        i += i == start;
    }
    return count < 4 ? count : 4;
}

/* How a text begins and ends; `tail` is its last characters. */
static void see_edges(Look *look, const LookNumbers *n, const Line *text, const Line *tail)
{
    uint32_t first = text->codes[0], flags = text->flags[0], last = tail->codes[tail->size - 1];
    int end = tail->size;
    while (end > 0 && tail->flags[end - 1] & CLOSING)
        end--;
    if (end > 0 && tail->flags[end - 1] & STOPPING && last != ':' && last != 0xFF1A)
        see(look, n->named[LOOK_ENDS_STOP]);
    for (int i = 0; !(tail->flags[tail->size - 1] & ALPHA) && ending_signs[i]; i++)
        if (ending_signs[i] == last)
            see(look, n->ends[i]);
    if (flags & UPPER)
        see(look, n->named[LOOK_BEGINS_UPPER]);
    else if (flags & LOWER)
        see(look, n->named[LOOK_BEGINS_LOWER]);
    else if (flags & DIGIT)
        see(look, n->named[LOOK_BEGINS_DIGIT]);
    else if (is_any_of(first, bullets))
        see(look, n->named[LOOK_BEGINS_BULLET]);
    else if (is_any_of(first, quotes))
        see(look, n->named[LOOK_BEGINS_QUOTE]);
    else if (!(flags & ALPHA)) {
        int number = n->named[LOOK_BEGINS_SIGN];
        for (int i = 0; beginning_signs[i]; i++)
            number = beginning_signs[i] == first ? n->begins[i] : number;
        see(look, number);
    }
    if (last == ']' && ((tail->size >= 3 && code_at(tail, tail->size - 2) == 0x2026 && code_at(tail, tail->size - 3) == '[') ||
                        (tail->size >= 5 && word_at(tail, tail->size - 5, "[...]"))))
        see(look, n->named[LOOK_ENDS_CUT]);
}

/* What the letters of a text's head are. */
static void see_letters(Look *look, const LookNumbers *n, const Line *head)
{
    /* plain sums, which compilers put side by side */
    uint32_t words = 0, upper_words = 0, cased = 0, letters = 0, upper = 0, digits = 0, counts[SIGN_COUNTS] = {0};
    const uint32_t *flags = head->flags, *codes = head->codes;
    int some = head->size < 200 ? head->size : 200;
    words = flags[0] / ALPHA & 1;
    upper_words = words & flags[0] / UPPER;
    cased = words & (flags[0] / UPPER | flags[0] / LOWER);
    for (int i = 1; i < head->size; i++) {
        uint32_t begins = flags[i - 1] / SPACE & flags[i] / ALPHA & 1;
        words += begins;
        upper_words += begins & flags[i] / UPPER;
        cased |= begins & (flags[i] / UPPER | flags[i] / LOWER);
    }
    for (int i = 0; i < some; i++) {
        letters += flags[i] / ALPHA & 1;
        upper += flags[i] / ALPHA & flags[i] / UPPER & 1;
    }
    if (head->known & DIGIT)
        for (int i = 0; i < head->size; i++)
            digits += flags[i] / DIGIT & 1;
    for (int i = 0; i < head->size; i++) {
        counts[0] += codes[i] == ',';
        counts[1] += codes[i] == ';';
        counts[2] += codes[i] == '|';
        counts[3] += codes[i] == 0xB7;
    }
    if (words && cased) {
        double share = (double)upper_words / (double)words;
        if (words > 1)
            see(look, n->capitals[share < 0.05 ? 0 : share < 0.3 ? 1 : share < 0.6 ? 2 : share < 1 ? 3 : 4]);
        if (letters > 3 && upper > 0.8 * letters)
            see(look, n->named[LOOK_ALL_CAPITALS]);
    } else {
        see(look, n->named[words ? LOOK_NO_CASE : LOOK_NO_WORDS]);
    }
    if (digits)
        see(look, n->named[digits < 0.3 * head->size ? LOOK_DIGITS : LOOK_MOSTLY_DIGITS]);
    for (int i = 0; i < SIGN_COUNTS; i++)
        if (counts[i])
            see(look, n->counts[i][counts[i] == 1 ? 0 : counts[i] < 4 ? 1 : 2]);
    if (head->known & UNSPACED)
        see(look, n->named[LOOK_UNSPACED_TEXT]);
}

/* The kinds of phrases a block begins with, in the order of where they end. */
static void see_beginnings(Look *look, const LookNumbers *n, const Hits *hits)
{
    uint64_t seen = 0;
    for (;;) {
        int best = -1, best_end = 0;
        for (size_t i = 0; i < hits->size; i++) {
            const Hit *hit = hits->items + i;
            if (hit->start || seen >> hit->kind & 1)
                continue;
            if (best < 0 || hit->end < best_end || (hit->end == best_end && hit->kind < best)) {
                best = hit->kind;
                best_end = hit->end;
            }
        }
        if (best < 0)
            return;
        seen |= UINT64_C(1) << best;
        see(look, n->kinds[best].begins);
    }
}

/* What phrases stand in a block, and what they come to together. */
static void see_phrases(Look *look, const LookNumbers *n, const Lexicon *lexicon, const Reading *read,
                        const Key *const *found, const Hits *hits)
{
    if (read->folded.size <= 120) {
        uint8_t kinds[MOST_KINDS];
        int count = kinds_of_line(lexicon, &read->folded, 0, read->folded.size, kinds);
        for (int i = 0; i < count; i++)
            see(look, n->kinds[kinds[i]].line);
    }
    if (!hits->size)
        return;
    int counts[MOST_KINDS] = {0}, covered[MOST_KINDS] = {0}, begins = 0;
    for (size_t i = 0; i < hits->size; i++) {
        const Hit *hit = hits->items + i;
        counts[hit->kind]++;
        covered[hit->kind] += hit->end - hit->start;
        begins |= !hit->start;
    }
    if (begins)
        see_beginnings(look, n, hits);
    for (int kind = 0; kind < n->kind_count; kind++) {
        if (!counts[kind])
            continue;
        see(look, n->kinds[kind].says);
        if (counts[kind] > 1)
            see(look, n->kinds[kind].twice);
        if (covered[kind] > 0.5 * read->folded.size)
            see(look, n->kinds[kind].mostly);
    }
    if (counts[n->topic] && counts[n->voice]) {
        see(look, n->named[LOOK_BANNER]);
        if (counts[n->topic] + counts[n->voice] > 3)
            see(look, n->named[LOOK_LOUD]);
    }
    if (counts[n->calls] && counts[n->events])
        see(look, n->named[LOOK_CALLS_EVENT]);
    if (counts[n->calls] && has_date(read, &read->folded, found))
        see(look, n->named[LOOK_CALLS_DAY]);
}
