/* The passes of a page: its blocks weighed alone, then by what their neighbours were taken for; and why. */

static void weigh_alone(Sheet *sheet)
{
    int32_t bias = (int32_t)sheet->judge->features;
    for (int64_t i = 0; i < sheet->count; i++) {
        int32_t scores[JUDGE_LANES] = {0};
        size_t count = own_rows(sheet, sheet->blocks + i, sheet->rows);
        sheet->rows[count++] = bias;
        sum_rows(sheet->judge, 0, sheet->rows, count, scores);
        memcpy(sheet->scores + i * JUDGE_LABELS, scores, JUDGE_LABELS * sizeof *scores);
    }
}

/* Take the labels that the scores say, and weigh the blocks anew beside them. */
static void weigh_again(Sheet *sheet, size_t pass, const int32_t *start)
{
    const Judge *judge = sheet->judge;
    int32_t of_page[JUDGE_LANES] = {0}, bias = (int32_t)judge->features;
    int64_t head = -1;
    for (int64_t i = 0; i < sheet->count; i++)
        take_best(sheet->blocks + i, sheet->scores + i * JUDGE_LABELS);
    sum_rows(judge, pass, &bias, 1, of_page);
    sum_rows(judge, pass, sheet->rows, page_rows(sheet, start, sheet->rows), of_page);
    for (int64_t i = 0; i < sheet->count; i++) {
        const Judged *block = sheet->blocks + i;
        int32_t scores[JUDGE_LANES];
        size_t count = own_rows(sheet, block, sheet->rows);
        count += neighbour_rows(judge, block, sheet->rows + count);
        count += place_rows(sheet, start, i, head, sheet->rows + count);
        memcpy(scores, of_page, sizeof scores);
        sum_rows(judge, pass, sheet->rows, count, scores);
        memcpy(sheet->scores + i * JUDGE_LABELS, scores, JUDGE_LABELS * sizeof *scores);
        head = heads_more(sheet, block) ? i : head;
    }
}

/* Read how much each block reads like furniture, where that was learned. */
static void read_pulls(Sheet *sheet)
{
    int32_t readings[FURNITURE_STRETCH];
    FurnitureReading reading = {&sheet->judge->furniture, sheet->pulled, sheet->count, {{0}}};
    for (int64_t i = 0; i < sheet->count; i++) {
        sheet->pulled[i].pull = sheet->blocks[i].pull;
        sheet->pulled[i].length = sheet->blocks[i].length;
    }
    sum_pulls(reading.furniture, sheet->pulled, sheet->count);
    for (int64_t at = 0; at < sheet->count; at += FURNITURE_STRETCH) {
        int some = read_stretch(&reading, at, readings);
        for (int i = 0; i < some; i++)
            sheet->blocks[at + i].reading = readings[i];
    }
}

/* How loud a row of the last table speaks for a label, and of equals the first row; -1 where it does not. */
static int64_t loudness(const Judge *judge, int32_t row, int label)
{
    int32_t loud = judge->tables[judge->passes - 1][(size_t)row * JUDGE_LANES + (size_t)label] - judge->average[row];
    return loud > 0 ? (int64_t)loud << 32 | (UINT32_MAX - (uint32_t)row) : -1;
}

static int64_t loudest(const Judge *judge, const int32_t *rows, size_t count, int label, int64_t than)
{
    for (size_t i = 0; i < count; i++) {
        int64_t loud = loudness(judge, rows[i], label);
        than = loud > than ? loud : than;
    }
    return than;
}

/* Tell why the blocks have their labels: of each two of its own features and one of where it stands, as cells. */
static void give_reasons(Sheet *sheet, const int32_t *start, const uint8_t *found, int32_t *cells)
{
    const Judge *judge = sheet->judge;
    int32_t of_page[PAGE_ROWS];
    int64_t head = -1;
    size_t page = judge->passes > 1 ? page_rows(sheet, start, of_page) : 0;
    for (int64_t i = 0; i < sheet->count; i++, cells += REASONS) {
        const Judged *block = sheet->blocks + i;
        int64_t first = -1, second = -1;
        size_t count = own_rows(sheet, block, sheet->rows);
        for (size_t at = 0; at < count; at++) {
            int64_t loud = loudness(judge, sheet->rows[at], found[i]), less = loud < first ? loud : first;
            second = less > second ? less : second;
            first = loud > first ? loud : first;
        }
        int64_t place = loudest(judge, of_page, page, found[i], -1);
        if (page)
            place = loudest(judge, sheet->rows, place_rows(sheet, start, i, head, sheet->rows), found[i], place);
        int32_t read = judge->kinds[found[i]] & BOILERPLATE ? block->reading : -block->reading;
        int64_t level = read / FURNITURE_LEVEL;
        int64_t row_read = (int64_t)judge->rows[judge->passes - 1] + level;
        int64_t loud_read = level > 0 ? level * FURNITURE_LEVEL << 32 | (UINT32_MAX - (uint32_t)row_read) : -1;
        place = loud_read > place ? loud_read : place;
        int64_t told[REASONS] = {place > first ? place : first,
                                 place > first ? first : place > second ? place : second,
                                 place > second ? second : place};
        for (int reason = 0; reason < REASONS; reason++) {
            int32_t row = (int32_t)(UINT32_MAX - (uint32_t)told[reason]);
            cells[reason] = told[reason] < 0 ? -1 : row * JUDGE_LABELS + found[i];
        }
        head = heads_more(sheet, block) ? i : head;
    }
}

/* Label the blocks of a sheet, and tell why if there is room for it. */
static void judge_sheet(Sheet *sheet, uint8_t *found, int32_t *cells)
{
    const Judge *judge = sheet->judge;
    int32_t start[COLUMNS];
    for (int column = 0; column < COLUMNS; column++)
        start[column] = column_start(judge, column);
    if (judge->furniture.trees)
        read_pulls(sheet);
    weigh_alone(sheet);
    for (size_t pass = 1; pass < judge->passes; pass++)
        weigh_again(sheet, pass, start);
    for (int64_t i = 0; i < sheet->count; i++)
        found[i] = sheet->blocks[i].label; /* what the last pass stood by */
    decide_blocks(sheet);
    for (int64_t i = 0; i < sheet->count; i++) {
        uint8_t before = found[i];
        found[i] = sheet->blocks[i].label;
        sheet->blocks[i].label = before;
    }
    if (cells)
        give_reasons(sheet, start, found, cells);
}
