/* What stands before a colon or behind a time, and what a line of moderate length is made of altogether. */

/* `(?:\s?(?:am|pm|uhr))?`, taken or not. */
static int past_noon(const Line *line, int at, int take)
{
    if (!take)
        return at;
    int sign = past_space(line, at);
    if (low_word_at(line, sign, "am") || low_word_at(line, sign, "pm"))
        return sign + 2;
    return low_word_at(line, sign, "uhr") ? sign + 3 : -1;
}

INLINE int is_clock(const Line *line, int at)
{
    return is_decimal(line, at) || code_at(line, at) == ':' || code_at(line, at) == '.' || low_at(line, at) == 'h';
}

static int clock_run(const Line *line, int at)
{
    int count = 0;
    while (count < 5 && is_clock(line, at + count))
        count++;
    return count;
}

/* Where the rest of a line begins that a lead ends before; -1 where it may not end there. */
static int rest_at(const Line *line, int at)
{
    int rest = at, colon = code_at(line, at - 1) == ':' || code_at(line, at - 1) == 0xFF1A;
    if (colon && is_shown(line, at))
        return at;
    while (is_blank(line, rest))
        rest++;
    return rest > at && rest < line->size ? rest : -1;
}

/* Where a lead ends that may have a comma or colon behind it. */
static int rest_behind_sign(const Line *line, int at)
{
    uint32_t sign = code_at(line, at);
    int rest = sign == ',' || sign == ':' ? rest_at(line, at + 1) : -1;
    return rest >= 0 ? rest : rest_at(line, at);
}

/* Behind the second time of "9:45–10:30 ". */
static int rest_behind_range(const Line *line, int at)
{
    int dash = past_space(line, at);
    if (!is_dash(code_at(line, dash)))
        return -1;
    dash = past_space(line, dash + 1);
    for (int count = clock_run(line, dash); count > 0; count--)
        for (int noon = 1; noon >= 0; noon--) {
            int end = past_noon(line, dash + count, noon), rest = end < 0 ? -1 : rest_behind_sign(line, end);
            if (rest >= 0)
                return rest;
        }
    return -1;
}

static int rest_behind_time(const Line *line)
{
    for (int count = clock_run(line, 0); count > 0; count--)
        for (int noon = 1; noon >= 0; noon--) {
            int end = past_noon(line, count, noon), rest = end < 0 ? -1 : rest_behind_range(line, end);
            if (rest < 0 && end >= 0)
                rest = rest_behind_sign(line, end);
            if (rest >= 0)
                return rest;
        }
    return -1;
}

/* Where a line goes on behind its label, its time or its "by"; -1 where it has none. */
static int behind_lead(const Line *line)
{
    static const char *const words[] = {"by", "von", "par", "por", "di", "door", "av", "af", NULL};
    if (is_word(line, 0) && !is_decimal(line, 0)) {
        int at = 1;
        while (at < 33 && at < line->size && line->codes[at] != ':' && line->codes[at] != 0xFF1A)
            at++;
        if (at >= 2 && at < 33 && at < line->size) {
            int rest = at + 1;
            while (is_blank(line, rest))
                rest++;
            if (rest < line->size)
                return rest;
        }
    }
    int rest = rest_behind_time(line);
    for (int i = 0; rest < 0 && words[i]; i++) {
        int end = (int)strlen(words[i]);
        if (low_word_at(line, 0, words[i]) && is_blank(line, end))
            rest = rest_at(line, end);
    }
    return rest;
}

static void see_behind_lead(Look *look, const LookNumbers *n, const Lexicon *lexicon, Reading *read)
{
    const Line *folded = &read->folded, work = {read->spare, read->spare_flags, 0, 0};
    int colon = 0;
    while (colon < folded->size && colon < 34 && folded->codes[colon] != ':')
        colon++;
    if (colon < folded->size && ((colon >= 2 && colon <= 32) || (colon == 33 && is_blank(folded, 32)))) {
        uint8_t kinds[MOST_KINDS];
        int count = kinds_of_line(lexicon, folded, 0, colon < 32 ? colon : 32, kinds);
        for (int i = 0; i < count; i++)
            see(look, n->kinds[kinds[i]].labelled);
        see(look, n->named[LOOK_LABEL]);
    }
    int at = behind_lead(&read->text);
    if (at < 0)
        return;
    Line rest = part_of(&read->text, at, read->text.size), dated = work;
    int names = names_in(lexicon, &rest, work);
    if (names) {
        see(look, n->named[names == 1 ? LOOK_LEAD_NAME : LOOK_LEAD_NAMES]);
        return;
    }
    if (rest.size > 60 || !(rest.known & DIGIT))
        return;
    fold_line(read, rest.codes, rest.flags, rest.size); /* nothing reads the whole folded line behind this */
    if (is_date(lexicon, &rest, &read->folded, &dated))
        see(look, n->named[LOOK_LEAD_DATE]);
}

/* Whether a status like "accepted" ends a folded line in brackets. */
static int has_status(const LookNumbers *n, const Line *folded, const Hits *hits)
{
    int end = folded->size;
    while (end > 0 && folded->codes[end - 1] == ')')
        end--;
    int start = end;
    while (start > 0 && end - start <= 40 && folded->codes[start - 1] != '(' && folded->codes[start - 1] != ')')
        start--;
    if (end == folded->size || end - start < 3 || end - start > 40 || code_at(folded, start - 1) != '(')
        return 0;
    for (size_t i = 0; i < hits->size; i++)
        if (hits->items[i].kind == n->status && hits->items[i].start >= start && hits->items[i].end <= end)
            return 1;
    return 0;
}

/* What a line of moderate length is made of. */
static void see_making(Look *look, const LookNumbers *n, const Lexicon *lexicon, Reading *read, const Key *const *found,
                       const Hits *hits)
{
    const Line *text = &read->text;
    Line work = {read->spare, read->spare_flags, 0, 0};
    uint32_t signs = signs_of(text);
    int cites = 0;
    for (int i = 0; i < PATTERNS; i++)
        if (signs >> i & 1)
            see(look, n->named[LOOK_PATTERN + i]);
    for (int i = 0; i < CITES; i++)
        if (signs >> (PATTERNS + i) & 1) {
            see(look, n->named[LOOK_CITE + i]);
            cites++;
        }
    if (signs & HAS_YEAR) {
        see(look, n->named[LOOK_YEAR]);
        cites++;
    }
    if (is_only_years(text)) {
        see(look, n->named[LOOK_ONLY_YEARS]);
    } else if (is_date(lexicon, text, &read->folded, &work)) {
        see(look, n->named[LOOK_ONLY_DATE]);
    } else if (has_date(read, text, found)) {
        see(look, n->named[LOOK_DATE]);
        cites++;
    }
    see(look, n->citations[cites < 6 ? cites : 6]);
    if (read->folded.known & DECIMAL && any_of(&read->folded, time_at))
        see(look, n->named[LOOK_TIME]);
    int names = names_in(lexicon, text, work);
    if (names) {
        see(look, n->named[names == 1 ? LOOK_ONE_NAME : names == 2 ? LOOK_TWO_NAMES : LOOK_MORE_NAMES]);
        int end = text->size;
        while (code_at(text, end - 1) == ' ' || code_at(text, end - 1) == '.' || code_at(text, end - 1) == ',')
            end--;
        if (code_at(text, end - 1) == ')' || code_at(text, end - 1) == 0xFF09)
            see(look, n->named[LOOK_NAME_BRACKET]);
    }
    if (has_status(n, &read->folded, hits))
        see(look, n->named[LOOK_STATUS]);
    see_behind_lead(look, n, lexicon, read);
}
