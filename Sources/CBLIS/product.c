#include "CBLIS.h"

#include <blis-serial/blis.h>
#include <blis-serial/cblas.h>

// BLIS adds in another order where a matrix is small; without that path a row of the result does not depend on how many
// rows there are, and is as fast from 48 rows on.
void slam_product(long m, long n, long k, const float *rows, const float *weights, float *result) {
    float one = 1, zero = 0;
    rntm_t runtime = BLIS_RNTM_INITIALIZER;
    bli_rntm_init_from_global(&runtime);
    bli_rntm_disable_l3_sup(&runtime);
    bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, m, n, k, &one, (float *)rows, k, 1, (float *)weights, n, 1, &zero,
                 result, n, 1, NULL, &runtime);
}

void slam_product_of_parts(int m, int n, int k, const float *left, int left_step, const float *right, int right_step,
                           int right_is_turned, float *result, int result_step) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, right_is_turned ? CblasTrans : CblasNoTrans, m, n, k, 1, left, left_step, right,
                right_step, 0, result, result_step);
}
