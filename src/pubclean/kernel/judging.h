/* Features to labels: what the blocks of a page weigh, and what each is taken for. judging.py is the twin. */

enum {
    JUDGE_LABELS = 18,
    JUDGE_LANES = 24, /* of a row of weights: whole registers */
    JUDGE_PASSES = 3,
    JUDGE_LEADS = 5,
    JUDGE_UNIT = 64,
    JUDGE_MARGIN = 6, /* empty blocks before the first and after the last, as far as any block looks */
    JUDGE_EDGE = JUDGE_LABELS, /* their label */
    JUDGE_NEVER = -100000000,
    REASONS = 3 /* of a label */
};

enum { CONSENT, PROMO, NEWSLETTER, COMMENTS, GUARDED }; /* the labels that guards stand before */
enum { BOILERPLATE = 1, CONTENT_TEXT = 2, PAPER = 4, HEADED = 8 }; /* what a label is */
enum { SURE = 0, MAY_BE = 4, FURNITURE = 8, MARKER = 9, MADE = 10, PART = 11, TOLD = 16 }; /* where a trait of a feature begins */

typedef struct {
    int16_t *tables[JUDGE_PASSES]; /* rows of lanes */
    size_t rows[JUDGE_PASSES], safe[JUDGE_PASSES]; /* how many rows a sum of int16 surely holds */
    int16_t *average; /* of the rows of the last table, over the labels */
    uint32_t *traits; /* of the features */
    size_t features, told, passes;
    uint8_t kinds[JUDGE_LABELS + 1], guarded[GUARDED];
    int64_t odds[2048];
    int last_odds;
    Furniture furniture; /* no trees: it is not asked */
} Judge;

typedef struct {
    uint64_t told; /* the telling features, a bit each */
    const uint16_t *features, *end;
    uint32_t traits; /* of all features */
    int32_t length;
    int32_t pull, reading; /* towards furniture: of its words and look; of all that stands round it */
    uint8_t label, lead, again, doubtful;
} Judged;

typedef struct {
    const Judge *judge;
    Judged *blocks;  /* behind a margin */
    Pulled *pulled;
    int32_t *scores; /* labels by block */
    int32_t *rows;   /* of one block, in the table of the pass */
    uint32_t unread; /* features of these traits count as if they were not there */
    int64_t count, caution, first, last; /* first, last: of the long texts that are content */
} Sheet;

static int lowest(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int place = 0;
    for (; !(bits & 1); bits >>= 1)
        place++;
    return place;
#endif
}

#if defined(__GNUC__)
typedef int16_t Eight __attribute__((vector_size(16))); /* or the loop below is unrolled to no good */

INLINE Eight eight(const int16_t *at)
{
    Eight lanes;
    memcpy(&lanes, at, sizeof lanes);
    return lanes;
}

static void add_rows(const int16_t *table, const int32_t *rows, size_t count, int16_t *sums)
{
    Eight first = {0}, second = {0}, third = {0};
    for (size_t i = 0; i < count; i++) {
        const int16_t *row = table + (size_t)rows[i] * JUDGE_LANES;
        first += eight(row);
        second += eight(row + 8);
        third += eight(row + 16);
    }
    memcpy(sums, &first, sizeof first);
    memcpy(sums + 8, &second, sizeof second);
    memcpy(sums + 16, &third, sizeof third);
}
#else
static void add_rows(const int16_t *table, const int32_t *rows, size_t count, int16_t *sums)
{
    memset(sums, 0, JUDGE_LANES * sizeof *sums);
    for (size_t i = 0; i < count; i++)
        for (int lane = 0; lane < JUDGE_LANES; lane++)
            sums[lane] = (int16_t)(sums[lane] + table[(size_t)rows[i] * JUDGE_LANES + (size_t)lane]);
}
#endif

/* Sum rows of a table in the lanes. */
static void sum_rows(const Judge *judge, size_t pass, const int32_t *rows, size_t count, int32_t *scores)
{
    for (size_t begin = 0; begin < count; begin += judge->safe[pass]) {
        size_t part = count - begin < judge->safe[pass] ? count - begin : judge->safe[pass];
        int16_t sums[JUDGE_LANES];
        add_rows(judge->tables[pass], rows + begin, part, sums);
        for (int lane = 0; lane < JUDGE_LANES; lane++)
            scores[lane] += sums[lane];
    }
}

/* The rows of a block's own features. */
static size_t own_rows(const Sheet *sheet, const Judged *block, int32_t *rows)
{
    size_t count = 0;
    for (const uint16_t *at = block->features; at < block->end; at++)
        if (!(sheet->judge->traits[*at] & sheet->unread))
            rows[count++] = *at;
    return count;
}

/* The rows of what the neighbours' looks tell. */
static size_t neighbour_rows(const Judge *judge, const Judged *block, int32_t *rows)
{
    size_t count = 0;
    int32_t above = (int32_t)judge->features + 1, below = above + (int32_t)judge->told;
    for (uint64_t told = block[-1].told; told; told &= told - 1)
        rows[count++] = above + lowest(told);
    for (uint64_t told = block[1].told; told; told &= told - 1)
        rows[count++] = below + lowest(told);
    return count;
}

/* The first of the labels that weigh most, and by how many whole units it leads the second. */
static void take_best(Judged *block, const int32_t *scores)
{
    int best = 0;
    int32_t most = scores[0], second = INT32_MIN;
    for (int label = 1; label < JUDGE_LABELS; label++) {
        int32_t score = scores[label];
        int better = score > most;
        int32_t behind = better ? most : score;
        second = behind > second ? behind : second;
        most = better ? score : most;
        best = better ? label : best;
    }
    int32_t lead = (most - second) / JUDGE_UNIT;
    block->label = (uint8_t)best;
    block->lead = (uint8_t)(lead < JUDGE_LEADS ? lead : JUDGE_LEADS - 1);
}

/* The odds of a score that is so far behind; one ahead has those of one that is even. */
static int64_t falling(const Judge *judge, int64_t behind)
{
    return judge->odds[behind < 0 ? 0 : behind > judge->last_odds ? judge->last_odds : behind];
}

/* The heaviest label: first whether it is boilerplate, by what all such labels weigh together. */
static int heaviest(const Judge *judge, const int32_t *scores, int64_t caution)
{
    int best[2] = {-1, -1};
    int64_t odds[2] = {0, 0};
    for (int label = 0; label < JUDGE_LABELS; label++) {
        int kind = judge->kinds[label] & BOILERPLATE;
        if (best[kind] < 0 || scores[label] > scores[best[kind]])
            best[kind] = label;
    }
    for (int label = 0; label < JUDGE_LABELS; label++) {
        int kind = judge->kinds[label] & BOILERPLATE;
        odds[kind] += falling(judge, (int64_t)scores[best[kind]] - scores[label]);
    }
    int64_t lead = (int64_t)scores[best[1]] - scores[best[0]] - caution;
    return best[odds[1] * falling(judge, -lead) > odds[0] * falling(judge, lead)];
}
