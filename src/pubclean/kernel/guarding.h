/* Guards: what furniture must show of itself, whatever the weights say. guards.py is the twin, and says why. */

enum { NEAR_BY = 6, SHORT_LINE = 40, MENU = 6, HEADLINE = 20 };

/* How many blocks from so many before to so many after have a label and one of some traits. */
static int spoken(const Judged *block, int from, int to, int label, uint32_t traits)
{
    int found = 0;
    for (int by = from; by <= to; by++)
        found += block[by].label == label && (block[by].traits & traits);
    return found;
}

/* Whether nothing near a block speaks for its label. */
static int unfounded(const Judge *judge, const Judged *block)
{
    int number = 0, label = block->label;
    while (number < GUARDED && judge->guarded[number] != label)
        number++;
    if (number == GUARDED)
        return 0;
    uint32_t sure = 1u << (SURE + number), any = sure | 1u << (MAY_BE + number);
    if (!spoken(block, -NEAR_BY, NEAR_BY, label, sure) && spoken(block, -NEAR_BY, NEAR_BY, label, any) < 2)
        return 1;
    if (block->length <= SHORT_LINE || (block->traits & any))
        return 0;
    if (number == PROMO)
        return !spoken(block, -1, 1, label, sure);
    return !(spoken(block, -2, -1, label, sure) && spoken(block, 1, 2, label, sure));
}

/* Whether a block is part of a banner whatever it was taken for. */
static int drawn_in(const Judge *judge, const Judged *block)
{
    const uint32_t sure = 1u << (SURE + CONSENT), any = sure | 1u << (MAY_BE + CONSENT);
    int consent = judge->guarded[CONSENT];
    if (block->label == judge->guarded[PROMO] && (block->traits & sure))
        return 1;
    return block->length <= HEADLINE * 3 && !spoken(block, 0, 0, consent, any) &&
           spoken(block, -2, -1, consent, any) && spoken(block, 1, 2, consent, any) &&
           spoken(block, -NEAR_BY, NEAR_BY, consent, any) > 2;
}

/* Whether a block is a name or a date right below a banner, and reads like furniture by its place alone. */
static int is_below_banner(const Judge *judge, const Judged *block)
{
    return (block->traits >> PART & 1) && !(block->traits >> FURNITURE & 1) && block->reading > 0 &&
           block[-1].label == judge->guarded[CONSENT];
}

/* Mark the blocks of a run of furniture that says nowhere that it is, or its last where that heads what follows. */
static void mark_adrift(Sheet *sheet, int64_t begin, int64_t end)
{
    Judged *blocks = sheet->blocks;
    int says = 0, wide = 0;
    for (int64_t i = begin; i < end; i++) {
        says |= blocks[i].traits >> FURNITURE & 1;
        wide |= blocks[i].length >= 2 * HEADLINE;
    }
    if (!says && (end - begin < MENU || wide)) {
        for (int64_t i = begin; i < end; i++)
            blocks[i].doubtful = 1;
    } else if ((end < sheet->count || begin == 0) && !(blocks[end - 1].traits >> FURNITURE & 1)) {
        blocks[end - 1].doubtful = blocks[end - 1].length >= HEADLINE;
    }
}

/* Give every block the label that its scores and the guards leave it. */
static void decide_blocks(Sheet *sheet)
{
    const Judge *judge = sheet->judge;
    Judged *blocks = sheet->blocks;
    int64_t count = sheet->count;
    for (int64_t i = 0; i < count; i++)
        blocks[i].label = (uint8_t)heaviest(judge, sheet->scores + i * JUDGE_LABELS, sheet->caution - blocks[i].reading);
    for (int64_t i = count - 1; i > 0; i--)
        if (is_below_banner(judge, blocks + i)) {
            blocks[i].reading = 0;
            blocks[i].label =
                (uint8_t)heaviest(judge, sheet->scores + i * JUDGE_LABELS, sheet->caution - blocks[i].reading);
        }
    for (int64_t i = 0; i < count; i++)
        blocks[i].doubtful = (uint8_t)unfounded(judge, blocks + i);
    for (int64_t i = 0; i < count; i++)
        if (blocks[i].doubtful) {
            int32_t *scores = sheet->scores + i * JUDGE_LABELS;
            scores[blocks[i].label] = JUDGE_NEVER;
            blocks[i].label = (uint8_t)heaviest(judge, scores, sheet->caution - blocks[i].reading);
        }
    for (int64_t i = 0; i < count; i++)
        blocks[i].doubtful = (uint8_t)drawn_in(judge, blocks + i);
    for (int64_t i = 0; i < count; i++) {
        blocks[i].label = blocks[i].doubtful ? judge->guarded[CONSENT] : blocks[i].label;
        blocks[i].doubtful = 0;
    }
    for (int64_t end, begin = 0; begin < count; begin = end) {
        for (end = begin; end < count && is_a(sheet, blocks + end, BOILERPLATE); end++)
            ;
        if (end > begin)
            mark_adrift(sheet, begin, end);
        else
            end++;
    }
    for (int64_t i = 0; i < count; i++)
        if (blocks[i].doubtful) {
            int32_t *scores = sheet->scores + i * JUDGE_LABELS;
            for (int label = 0; label < JUDGE_LABELS; label++)
                if (judge->kinds[label] & BOILERPLATE)
                    scores[label] = JUDGE_NEVER;
            blocks[i].label = (uint8_t)heaviest(judge, scores, sheet->caution - blocks[i].reading);
        }
}
