/// How far two categories differ, from 0 for the same to 1 for the ends of the scale (Gwet's weights, 2014, as 1 − w).
public enum CategoryWeights: String, Sendable, CaseIterable {
    /// 1 for any difference.
    case identity
    /// |a − b| / range.
    case linear
    /// (a − b)² / range².
    case quadratic
    /// Steps d between places in the list of categories: d (d + 1) / (q (q − 1)).
    case ordinal
}

/// Sums of the four dissimilarities in time linear in the categories, by moments and running sums instead of a matrix.
struct Dissimilarity {
    /// The categories' values, centred.
    private let values: [Double]
    private let range: Double
    private let steps: Double

    init(_ categories: [Double]) {
        let center = ((categories.first ?? 0) + (categories.last ?? 0)) / 2
        values = categories.map { $0 - center }
        range = (categories.last ?? 0) - (categories.first ?? 0)
        let count = Double(categories.count)
        steps = count * (count - 1)
    }

    /// Σ_kl a_k b_l v_kl for each of the four weightings, by the order of `CategoryWeights`.
    func sums(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> SIMD4<Double> {
        var (identity, linear) = (0.0, 0.0)
        var (a0, a1, a2, b0, b1, b2) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        var (i1, i2, j1, j2, places) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for k in values.indices {
            let (x, place, wa, wb) = (values[k], Double(k), a[k], b[k])
            identity += wa * wb
            linear += wa * (x * b0 - b1) + wb * (x * a0 - a1)
            places += wa * (place * b0 - j1) + wb * (place * a0 - i1)
            a0 += wa
            b0 += wb
            a1 += wa * x
            b1 += wb * x
            a2 += wa * x * x
            b2 += wb * x * x
            i1 += wa * place
            j1 += wb * place
            i2 += wa * place * place
            j2 += wb * place * place
        }
        let squares = a2 * b0 + b2 * a0 - 2 * a1 * b1
        let placeSquares = i2 * b0 + j2 * a0 - 2 * i1 * j1
        return scaled(SIMD4(a0 * b0 - identity, linear, squares, placeSquares + places))
    }

    /// For each category k the four Σ_l b_l v_kl.
    func means(_ b: UnsafeBufferPointer<Double>) -> [SIMD4<Double>] {
        var (b1, b2, j1, j2, total) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for k in values.indices {
            total += b[k]
            b1 += b[k] * values[k]
            b2 += b[k] * values[k] * values[k]
            j1 += b[k] * Double(k)
            j2 += b[k] * Double(k) * Double(k)
        }
        var (below, belowSum, belowPlaces) = (0.0, 0.0, 0.0)
        return values.indices.map { k in
            let (x, place) = (values[k], Double(k))
            let linear = x * (2 * below - total) - 2 * belowSum + b1
            let places = place * (2 * below - total) - 2 * belowPlaces + j1
            below += b[k]
            belowSum += b[k] * x
            belowPlaces += b[k] * place
            let squares = b2 - 2 * x * b1 + x * x * total
            let placeSquares = j2 - 2 * place * j1 + place * place * total
            return scaled(SIMD4(total - b[k], linear, squares, placeSquares + places))
        }
    }

    /// Σ_kl v_kl over all pairs of categories.
    func total() -> SIMD4<Double> {
        let ones = [Double](repeating: 1, count: values.count)
        return ones.withUnsafeBufferPointer { sums($0, $0) }
    }

    /// The share of disagreeing ordered pairs of ratings within one item: Σ r_k r_l v_kl / (r (r − 1)).
    func within(_ categories: ArraySlice<Int32>, _ counts: ArraySlice<Double>, size: Double) -> SIMD4<Double> {
        guard size > 1 else { return .zero }
        var (same, linear, places) = (0.0, 0.0, 0.0)
        var (r0, r1, r2, i1, i2) = (0.0, 0.0, 0.0, 0.0, 0.0)
        let center = values[Int(categories.first ?? 0)]
        for (category, count) in zip(categories, counts) {
            let (x, place) = (values[Int(category)] - center, Double(category))
            same += count * count
            linear += 2 * count * (x * r0 - r1)
            places += 2 * count * (place * r0 - i1)
            r0 += count
            r1 += count * x
            r2 += count * x * x
            i1 += count * place
            i2 += count * place * place
        }
        let squares = max(0, 2 * (r0 * r2 - r1 * r1))
        let placeSquares = 2 * (r0 * i2 - i1 * i1)
        return scaled(SIMD4(size * size - same, linear, squares, placeSquares + places)) / (size * (size - 1))
    }

    private func scaled(_ sums: SIMD4<Double>) -> SIMD4<Double> {
        guard range > 0 else { return SIMD4(sums.x, 0, 0, 0) }
        return SIMD4(sums.x, sums.y / range, sums.z / (range * range), sums.w / steps)
    }
}
