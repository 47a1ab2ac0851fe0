/* How much each block of a page reads like furniture, by pulls and lengths round it. furniture.py is the twin. */

enum {
    PULL_MOST = 256, PULL_BEYOND = 300, FURNITURE_LONGEST = 5000, FURNITURE_SHORT = 400, FURNITURE_NEAR = 4,
    FURNITURE_WINDOWS = 7, FURNITURE_INPUTS = 2 + 4 * FURNITURE_NEAR + 3 * FURNITURE_WINDOWS + 10,
    TREE_DEPTH = 6, TREE_ANSWERS = 1 << TREE_DEPTH,
    FURNITURE_STRETCH = 128, /* blocks whose inputs are made at once */
    FURNITURE_MOST = 192, /* of a reading, either way */
    FURNITURE_LEVEL = 16 /* of readings, as reasons */
};

typedef struct {
    const uint8_t *odds;   /* of being furniture, out of 255, by pull */
    const int8_t *features; /* pulls */
    const uint8_t *inputs;  /* of the trees: TREE_DEPTH each */
    const int16_t *borders, *answers;
    size_t trees;
    char *learned; /* where all of them are */
} Furniture;

/* Sums from the first block of a page, for averages of any stretch. */
typedef struct {
    int32_t pull, length;
    int64_t likely, content, size; /* of all blocks above */
} Pulled;

typedef struct {
    const Furniture *furniture;
    const Pulled *blocks; /* one more than count */
    int64_t count;
    int16_t inputs[FURNITURE_INPUTS][FURNITURE_STRETCH];
} FurnitureReading;

INLINE int16_t at_most(int64_t value) { return (int16_t)(value < INT16_MAX ? value : INT16_MAX); }

/* Clip the pulls and lengths of a page, and sum them up. */
static void sum_pulls(const Furniture *furniture, Pulled *blocks, int64_t count)
{
    int64_t likely = 0, content = 0, size = 0;
    for (int64_t i = 0; i <= count; i++) {
        Pulled *block = blocks + i;
        block->likely = likely;
        block->content = content;
        block->size = size;
        if (i == count)
            return;
        block->pull = block->pull < -PULL_MOST ? -PULL_MOST : block->pull >= PULL_MOST ? PULL_MOST - 1 : block->pull;
        block->length = block->length < FURNITURE_LONGEST ? block->length : FURNITURE_LONGEST;
        int32_t odds = furniture->odds[block->pull + PULL_MOST];
        likely += odds;
        content += (255 - odds) * block->length >> 8;
        size += block->length < FURNITURE_SHORT ? block->length : FURNITURE_SHORT;
    }
}

/* Write what the trees ask about a block. */
static void ask_block(FurnitureReading *reading, int64_t at, int column)
{
    static const int windows[FURNITURE_WINDOWS][2] = {{-3, 3}, {-8, 8}, {-20, 20}, {-8, -1}, {1, 8}, {-30, -1}, {1, 30}};
    const Pulled *blocks = reading->blocks, *whole = blocks + reading->count, *block = blocks + at;
    int64_t count = reading->count, left = count - 1 - at;
    int row = 0;
#define ASK(value) reading->inputs[row++][column] = at_most(value)
    ASK(block->pull);
    ASK(block->length);
    for (int step = 1; step <= FURNITURE_NEAR; step++) {
        ASK(at >= step ? block[-step].pull : PULL_BEYOND);
        ASK(at >= step ? block[-step].length : 0);
        ASK(left >= step ? block[step].pull : PULL_BEYOND);
        ASK(left >= step ? block[step].length : 0);
    }
    for (int i = 0; i < FURNITURE_WINDOWS; i++) {
        int64_t first = at + windows[i][0], last = at + windows[i][1] + 1;
        first = first < 0 ? 0 : first;
        last = last > count ? count : last;
        last = last < first ? first : last;
        int64_t size = last > first ? last - first : 1;
        const Pulled *from = blocks + (first < count ? first : count), *to = blocks + (last < count ? last : count);
        ASK((to->likely - from->likely) / size);
        ASK((to->content - from->content) / size);
        ASK((to->size - from->size) / size);
    }
    ASK(whole->likely / count);
    ASK(whole->content / count);
    ASK(at ? block->content / at : 0);
    ASK(left ? (whole->content - block[1].content) / left : 0);
    ASK(at);
    ASK(count);
    ASK(at * 1000 / count);
    ASK(left);
    ASK(block->content * 1000 / (whole->content ? whole->content : 1));
    ASK(whole->content);
#undef ASK
}

/* Add up the answers of all trees for a stretch of blocks. */
INLINE void ask_all(const FurnitureReading *reading, int count, int32_t *scores)
{
    const Furniture *furniture = reading->furniture;
    int whole = (count + 15) & ~15; /* of registers */
    memset(scores, 0, (size_t)count * sizeof *scores);
    for (size_t tree = 0; tree < furniture->trees; tree++) {
        const uint8_t *inputs = furniture->inputs + tree * TREE_DEPTH;
        const int16_t *borders = furniture->borders + tree * TREE_DEPTH, *told = furniture->answers + tree * TREE_ANSWERS;
        const int16_t *a = reading->inputs[inputs[0]], *b = reading->inputs[inputs[1]], *c = reading->inputs[inputs[2]],
                      *d = reading->inputs[inputs[3]], *e = reading->inputs[inputs[4]], *f = reading->inputs[inputs[5]];
        uint16_t answers[FURNITURE_STRETCH];
        for (int i = 0; i < whole; i++)
            answers[i] = (uint16_t)((a[i] > borders[0] ? 1 : 0) | (b[i] > borders[1] ? 2 : 0) | (c[i] > borders[2] ? 4 : 0) |
                                    (d[i] > borders[3] ? 8 : 0) | (e[i] > borders[4] ? 16 : 0) |
                                    (f[i] > borders[5] ? 32 : 0));
        for (int i = 0; i < count; i++)
            scores[i] += told[answers[i]];
    }
}

#if X86
WITH_AVX2 static void ask_all_avx2(const FurnitureReading *reading, int count, int32_t *scores)
{
    ask_all(reading, count, scores);
}
#endif

static void ask_trees(const FurnitureReading *reading, int count, int32_t *scores)
{
#if X86
    if (level >= AVX2) {
        ask_all_avx2(reading, count, scores);
        return;
    }
#endif
    ask_all(reading, count, scores);
}

/* Read the blocks from a place on, as many as are read at once; return how many. */
static int read_stretch(FurnitureReading *reading, int64_t at, int32_t *scores)
{
    int some = (int)(reading->count - at < FURNITURE_STRETCH ? reading->count - at : FURNITURE_STRETCH);
    for (int i = 0; i < some; i++)
        ask_block(reading, at + i, i);
    ask_trees(reading, some, scores);
    for (int i = 0; i < some; i++)
        scores[i] = scores[i] > FURNITURE_MOST ? FURNITURE_MOST : scores[i] < -FURNITURE_MOST ? -FURNITURE_MOST : scores[i];
    return some;
}
