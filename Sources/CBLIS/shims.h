#ifndef SLAM_CBLIS_SHIMS_H
#define SLAM_CBLIS_SHIMS_H

// blis.h asks for POSIX alone, which would hide members of the C library's structures that other modules show.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdlib.h>
#include <time.h>
#include <blis-serial/blis.h>
#include <blis-serial/cblas.h>

/// result = rows (m × k) times weights (k × n), all row by row.
///
/// BLIS adds in another order where a matrix is small; without that path a row of the result does not depend on how many
/// rows there are, and is as fast from 48 rows on.
static inline void slam_product(long m, long n, long k, const float *rows, const float *weights, float *result) {
    float one = 1, zero = 0;
    rntm_t runtime = BLIS_RNTM_INITIALIZER;
    bli_rntm_init_from_global(&runtime);
    bli_rntm_disable_l3_sup(&runtime);
    bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, m, n, k, &one, (float *)rows, k, 1, (float *)weights, n, 1, &zero,
                 result, n, 1, NULL, &runtime);
}

#endif
