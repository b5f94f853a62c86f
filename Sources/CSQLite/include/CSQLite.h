#ifndef SLAM_CSQLITE_H
#define SLAM_CSQLITE_H

#include <stdint.h>

/// One value of a row: a whole number, the bits of a floating one, or where its bytes begin among those of all rows.
typedef struct {
    int64_t value;
    int32_t length;
    int32_t type;
} slam_cell;

enum { slam_null = 0, slam_integer = 1, slam_real = 2, slam_text = 3, slam_blob = 4 };

/// Rows of `width` values each, which a statement reads as a table; its columns are c0, c1 and so on.
typedef struct {
    const slam_cell *cells;
    const uint8_t *bytes;
    int64_t count;
    int32_t width;
} slam_rows;

/// Lets statements of a connection read `rows` under a name until they are taken away; returns SQLite's code.
///
/// SQLite's own header stays out of sight, as another module shows Swift its structures.
int slam_offer_rows(void *connection, const char *name, slam_rows *rows);

/// Takes the rows of that name away.
int slam_withdraw_rows(void *connection, const char *name);

/// Whether statements that are prepared from now on look up what their rows refer to; within a transaction, too.
int slam_look_up_references(void *connection, int is_on);

/// From now on what is allocated at once and has more than that many bytes is given back as soon as it is freed.
void slam_give_back_lists(int bytes);

/// Gives back to the machine what was freed.
void slam_give_back(void);

#endif
