/* Where a block stands, as rows of the table of weights, a row a column. surroundings.py is the twin, and names them. */

enum { ENDS = JUDGE_LABELS + 1, PLACES = 11, TOLD_READ = 4, LONG_TEXT = 100, HEADING = 60 };

typedef enum {
    PAGE_OF, PAGE_PAPERS, PAGE_LONG, PAGE_BOILERPLATE, PAGE_CONSENT, PAGE_MARKERS,
    SO_FAR, SO_FAR_LEAD, ABOVE, BELOW, ABOVE_2, BELOW_2, WITH_ABOVE, WITH_BELOW, BOTH_ABOVE, BOTH_BELOW, ABOVE_LEAD,
    BELOW_LEAD, CROWD_ABOVE, CROWD_BELOW, CONSENT_ROUND, PLACE, WITH_PLACE, UNDER, REPEATED_SHORT, REPEATED_LONG,
    AMID_CONSENT, AS_LONG, TOLD_ABOVE, TOLD_BELOW, TOLD_PLACE, COLUMNS
} Column;

enum { PAGE_ROWS = PAGE_MARKERS + 1, BLOCK_ROWS = COLUMNS + 3 * TOLD_READ }; /* at most */

/* The first row of a column, or of what is behind the last. */
static int32_t column_start(const Judge *judge, int column)
{
    static const int16_t sizes[COLUMNS] = {
        7, 5, 5, 6, 16, 4,
        JUDGE_LABELS, JUDGE_LABELS * JUDGE_LEADS, ENDS, ENDS, ENDS, ENDS, JUDGE_LABELS * ENDS, JUDGE_LABELS * ENDS,
        ENDS * ENDS, ENDS * ENDS, ENDS * JUDGE_LEADS, ENDS * JUDGE_LEADS, 25, 25, 5, PLACES, JUDGE_LABELS * PLACES,
        2 * ENDS, 1, 1, 1, 1, ENDS, ENDS, PLACES};
    int32_t start = (int32_t)(judge->features + 1 + 2 * judge->told);
    for (int before = 0; before < column; before++)
        start += before < TOLD_ABOVE ? sizes[before] : sizes[before] * (int32_t)judge->told;
    return start;
}

static int32_t step_in(const int16_t *from, int count, int64_t value)
{
    int32_t step = 0;
    while (step < count && value >= from[step])
        step++;
    return step;
}

static int32_t step_share(const int16_t *percents, int count, int64_t part, int64_t whole)
{
    int32_t step = 0;
    while (step < count && 100 * part >= percents[step] * whole)
        step++;
    return step;
}

static int is_a(const Sheet *sheet, const Judged *block, int kind)
{
    return (sheet->judge->kinds[block->label] & kind) != 0;
}

/* The rows of the page, given its labels; and where its texts begin and end. */
static size_t page_rows(Sheet *sheet, const int32_t *start, int32_t *rows)
{
    static const int16_t counts[] = {2, 6, 15, 40, 100, 300}, few[] = {1, 2, 4, 10}, eight[] = {1, 3, 8},
                         lengths[] = {5, 15, 30, 60}, furniture[] = {10, 30, 50, 70, 90}, consents[] = {10, 30, 60};
    int64_t count = sheet->count, papers = 0, texts = 0, boilerplate = 0, consent = 0, markers = 0;
    sheet->first = sheet->last = count;
    for (int64_t i = 0; i < count; i++) {
        const Judged *block = sheet->blocks + i;
        int long_text = block->length > LONG_TEXT;
        papers += is_a(sheet, block, PAPER);
        boilerplate += is_a(sheet, block, BOILERPLATE);
        consent += block->label == sheet->judge->guarded[CONSENT];
        markers += block->traits >> MARKER & 1;
        texts += long_text;
        if (long_text && is_a(sheet, block, CONTENT_TEXT)) {
            sheet->first = sheet->first == count ? i : sheet->first;
            sheet->last = i;
        }
    }
    rows[PAGE_OF] = start[PAGE_OF] + step_in(counts, 6, count);
    rows[PAGE_PAPERS] = start[PAGE_PAPERS] + step_in(few, 4, papers);
    rows[PAGE_LONG] = start[PAGE_LONG] + step_share(lengths, 4, texts, count);
    rows[PAGE_BOILERPLATE] = start[PAGE_BOILERPLATE] + step_share(furniture, 5, boilerplate, count);
    rows[PAGE_CONSENT] = start[PAGE_CONSENT] + step_in(eight, 3, consent) * 4 + step_share(consents, 3, consent, count);
    rows[PAGE_MARKERS] = start[PAGE_MARKERS] + step_in(few, 3, markers);
    return PAGE_ROWS;
}

static int32_t placed(const Sheet *sheet, int64_t at)
{
    static const int16_t far[] = {1, 3, 8, 20};
    if (at < sheet->first)
        return step_in(far, 4, sheet->first - at);
    return at > sheet->last ? 6 + step_in(far, 4, at - sheet->last) : 5;
}

static int32_t count_kind(const Sheet *sheet, const Judged *block, int from, int to, int kind)
{
    int32_t found = 0;
    for (int by = from; by <= to; by++)
        found += is_a(sheet, block + by, kind);
    return found;
}

static int32_t count_consent(const Sheet *sheet, const Judged *block, int from, int to)
{
    int32_t found = 0;
    for (int by = from; by <= to; by++)
        found += block[by].label == sheet->judge->guarded[CONSENT];
    return found;
}

/* The rows of a block that are not those of its page; `head` is the last heading above it, -1 where there is none. */
static size_t place_rows(const Sheet *sheet, const int32_t *start, int64_t at, int64_t head, int32_t *rows)
{
    const Judged *block = sheet->blocks + at;
    int32_t label = block->label, above = block[-1].label, below = block[1].label, place = placed(sheet, at);
    int32_t room_above = at < 4 ? (int32_t)at : 4, left = sheet->count - 1 - at < 4 ? (int32_t)(sheet->count - 1 - at) : 4;
    int32_t round = count_consent(sheet, block, -3, 3), under = head < 0 ? 0 : sheet->blocks[head].label + 1;
    int32_t *row = rows;
    *row++ = start[SO_FAR] + label;
    *row++ = start[SO_FAR_LEAD] + label * JUDGE_LEADS + block->lead;
    *row++ = start[ABOVE] + above;
    *row++ = start[BELOW] + below;
    *row++ = start[ABOVE_2] + block[-2].label;
    *row++ = start[BELOW_2] + block[2].label;
    *row++ = start[WITH_ABOVE] + label * ENDS + above;
    *row++ = start[WITH_BELOW] + label * ENDS + below;
    *row++ = start[BOTH_ABOVE] + block[-2].label * ENDS + above;
    *row++ = start[BOTH_BELOW] + block[2].label * ENDS + below;
    *row++ = start[ABOVE_LEAD] + above * JUDGE_LEADS + block[-1].lead;
    *row++ = start[BELOW_LEAD] + below * JUDGE_LEADS + block[1].lead;
    *row++ = start[CROWD_ABOVE] + count_kind(sheet, block, -4, -1, BOILERPLATE) * 5 + room_above;
    *row++ = start[CROWD_BELOW] + count_kind(sheet, block, 1, 4, BOILERPLATE) * 5 + left;
    *row++ = start[CONSENT_ROUND] + (round < 4 ? round : 4);
    *row++ = start[PLACE] + place;
    *row++ = start[WITH_PLACE] + label * PLACES + place;
    *row++ = start[UNDER] + under * 2 + (at - head >= 6);
    if (block->again)
        *row++ = start[REPEATED_SHORT] + block->again - 1;
    if (count_consent(sheet, block, -5, -1) && count_consent(sheet, block, 1, 5))
        *row++ = start[AMID_CONSENT];
    if (at && block->length / 8 == block[-1].length / 8)
        *row++ = start[AS_LONG];
    uint64_t told = block->told;
    for (int read = 0; told && read < TOLD_READ; read++, told &= told - 1) {
        *row++ = start[TOLD_ABOVE] + lowest(told) * ENDS + above;
        *row++ = start[TOLD_BELOW] + lowest(told) * ENDS + below;
        *row++ = start[TOLD_PLACE] + lowest(told) * PLACES + place;
    }
    return (size_t)(row - rows);
}

/* Whether a block heads what follows. */
static int heads_more(const Sheet *sheet, const Judged *block)
{
    return is_a(sheet, block, HEADED) && block->length < HEADING;
}
