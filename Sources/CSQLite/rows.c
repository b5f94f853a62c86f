#include "CSQLite.h"

#include <sqlite3.h>
#include <string.h>

typedef struct {
    sqlite3_vtab base;
    slam_rows *rows;
} rows_table;

typedef struct {
    sqlite3_vtab_cursor base;
    const slam_rows *rows;
    int64_t row;
} rows_cursor;

static int rows_connect(sqlite3 *connection, void *rows, int count, const char *const *arguments, sqlite3_vtab **table,
                        char **message) {
    (void)count;
    (void)arguments;
    (void)message;
    sqlite3_str *text = sqlite3_str_new(connection);
    sqlite3_str_appendall(text, "CREATE TABLE rows (");
    for (int column = 0; column < ((slam_rows *)rows)->width; column++)
        sqlite3_str_appendf(text, column ? ", c%d" : "c%d", column);
    sqlite3_str_appendall(text, ")");
    char *declaration = sqlite3_str_finish(text);
    if (!declaration) return SQLITE_NOMEM;
    int code = sqlite3_declare_vtab(connection, declaration);
    sqlite3_free(declaration);
    if (code != SQLITE_OK) return code;
    rows_table *made = sqlite3_malloc(sizeof(rows_table));
    if (!made) return SQLITE_NOMEM;
    memset(made, 0, sizeof(rows_table));
    made->rows = rows;
    *table = &made->base;
    return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

/// There is one way to read them: all, in their order.
static int rows_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
    info->estimatedRows = ((rows_table *)table)->rows->count;
    info->estimatedCost = (double)info->estimatedRows;
    return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
    rows_cursor *made = sqlite3_malloc(sizeof(rows_cursor));
    if (!made) return SQLITE_NOMEM;
    memset(made, 0, sizeof(rows_cursor));
    made->rows = ((rows_table *)table)->rows;
    *cursor = &made->base;
    return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int rows_filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int count, sqlite3_value **values) {
    (void)number;
    (void)text;
    (void)count;
    (void)values;
    ((rows_cursor *)cursor)->row = 0;
    return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *cursor) {
    ((rows_cursor *)cursor)->row++;
    return SQLITE_OK;
}

static int rows_eof(sqlite3_vtab_cursor *cursor) {
    return ((rows_cursor *)cursor)->row >= ((rows_cursor *)cursor)->rows->count;
}

static int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
    const slam_rows *rows = ((rows_cursor *)cursor)->rows;
    const slam_cell *cell = rows->cells + ((rows_cursor *)cursor)->row * rows->width + column;
    double number;
    switch (cell->type) {
    case slam_integer: sqlite3_result_int64(context, cell->value); break;
    case slam_real:
        memcpy(&number, &cell->value, sizeof number);
        sqlite3_result_double(context, number);
        break;
    case slam_text: sqlite3_result_text(context, (const char *)rows->bytes + cell->value, cell->length, SQLITE_STATIC); break;
    case slam_blob: sqlite3_result_blob(context, rows->bytes + cell->value, cell->length, SQLITE_STATIC); break;
    default: break;
    }
    return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row) {
    *row = ((rows_cursor *)cursor)->row;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = rows_connect,
    .xBestIndex = rows_best_index,
    .xDisconnect = rows_disconnect,
    .xOpen = rows_open,
    .xClose = rows_close,
    .xFilter = rows_filter,
    .xNext = rows_next,
    .xEof = rows_eof,
    .xColumn = rows_column,
    .xRowid = rows_rowid,
};

int slam_offer_rows(void *connection, const char *name, slam_rows *rows) {
    return sqlite3_create_module(connection, name, &module, rows);
}

int slam_withdraw_rows(void *connection, const char *name) {
    return sqlite3_create_module(connection, name, NULL, NULL);
}

int slam_look_up_references(void *connection, int is_on) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FKEY, is_on, (int *)0);
}
