#ifndef SLAM_CBLIS_H
#define SLAM_CBLIS_H

/// result = rows (m × k) times weights (k × n), all row by row; a row of the result does not depend on how many there are.
///
/// BLIS's own header stays out of sight: it asks for POSIX alone and would show Swift the C library's structures otherwise
/// than other modules do.
void slam_product(long m, long n, long k, const float *rows, const float *weights, float *result);

/// result (m × n) = left (m × k) times right (k × n), row by row; the rows of each stand `..._step` numbers apart. Where
/// `right_is_turned`, right is held as n × k.
void slam_product_of_parts(int m, int n, int k, const float *left, int left_step, const float *right, int right_step,
                           int right_is_turned, float *result, int result_step);

#endif
