/// The element-wise arithmetic of an encoder, four numbers at a time.
enum Kernels {
    private typealias Four = SIMD4<Float>

    /// Adds `other` to every row of `rows` where it is given, and normalises the row (Ba, Kiros and Hinton 2016).
    static func normalise(
        _ rows: UnsafeMutablePointer<Float>,
        count: Int,
        adding other: UnsafePointer<Float>?,
        _ norm: EncoderWeights.Norm,
        epsilon: Float
    ) {
        let width = norm.scale.count
        for row in 0..<count {
            let start = rows + row * width
            if let other { add(start, other + row * width, count: width) }
            normalise(start, norm, width: width, epsilon: epsilon)
        }
    }

    private static func normalise(
        _ row: UnsafeMutablePointer<Float>,
        _ norm: EncoderWeights.Norm,
        width: Int,
        epsilon: Float
    ) {
        let mean = sum(row, count: width) / Float(width)
        var squares = Four.zero
        var index = 0
        while index + 4 <= width {
            let difference = load(row + index) - mean
            squares += difference * difference
            index += 4
        }
        var rest = squares.sum()
        while index < width {
            rest += (row[index] - mean) * (row[index] - mean)
            index += 1
        }
        let factor = 1 / (rest / Float(width) + epsilon).squareRoot()
        let (scale, shift) = (norm.scale.start, norm.shift.start)
        index = 0
        while index + 4 <= width {
            store((load(row + index) - mean) * factor * load(scale + index) + load(shift + index), row + index)
            index += 4
        }
        while index < width {
            row[index] = (row[index] - mean) * factor * scale[index] + shift[index]
            index += 1
        }
    }

    /// Adds `other` to `numbers`.
    static func add(_ numbers: UnsafeMutablePointer<Float>, _ other: UnsafePointer<Float>, count: Int) {
        var index = 0
        while index + 4 <= count {
            store(load(numbers + index) + load(other + index), numbers + index)
            index += 4
        }
        while index < count {
            numbers[index] += other[index]
            index += 1
        }
    }

    /// x · Φ(x) of every number (Hendrycks and Gimpel 2016), the exact form, after adding a bias to every row.
    static func gelu(_ rows: UnsafeMutablePointer<Float>, count: Int, bias: UnsafePointer<Float>, width: Int) {
        for row in 0..<count {
            let start = rows + row * width
            var index = 0
            while index + 4 <= width {
                let x = load(start + index) + load(bias + index)
                store(0.5 * x * (1 + erf(x * 0.707_106_78)), start + index)
                index += 4
            }
            while index < width {
                let x = start[index] + bias[index]
                start[index] = 0.5 * x * (1 + erf(Four(repeating: x * 0.707_106_78))[0])
                index += 1
            }
        }
    }

    /// Rows scaled and made shares that sum to 1.
    static func softmax(_ rows: UnsafeMutablePointer<Float>, count: Int, width: Int, scale: Float) {
        for row in 0..<count {
            let start = rows + row * width
            let largest = largest(start, count: width)
            var total = Four.zero
            var index = 0
            while index + 4 <= width {
                let value = exp((load(start + index) - largest) * scale)
                store(value, start + index)
                total += value
                index += 4
            }
            var sum = total.sum()
            while index < width {
                start[index] = exp(Four(repeating: (start[index] - largest) * scale))[0]
                sum += start[index]
                index += 1
            }
            multiply(start, by: 1 / sum, count: width)
        }
    }

    static func multiply(_ numbers: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
        var index = 0
        while index + 4 <= count {
            store(load(numbers + index) * factor, numbers + index)
            index += 4
        }
        while index < count {
            numbers[index] *= factor
            index += 1
        }
    }

    private static func largest(_ numbers: UnsafePointer<Float>, count: Int) -> Float {
        var most = Four(repeating: -.infinity)
        var index = 0
        while index + 4 <= count {
            let next = load(numbers + index)
            most = most.replacing(with: next, where: next .> most)
            index += 4
        }
        var rest = most.max()
        while index < count {
            rest = max(rest, numbers[index])
            index += 1
        }
        return rest
    }

    private static func sum(_ numbers: UnsafePointer<Float>, count: Int) -> Float {
        var total = Four.zero
        var index = 0
        while index + 4 <= count {
            total += load(numbers + index)
            index += 4
        }
        var rest = total.sum()
        while index < count {
            rest += numbers[index]
            index += 1
        }
        return rest
    }

    @inline(__always)
    private static func load(_ address: UnsafePointer<Float>) -> Four {
        UnsafeRawPointer(address).loadUnaligned(as: Four.self)
    }

    @inline(__always)
    private static func store(_ value: Four, _ address: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(address).storeBytes(of: value, as: Four.self)
    }

    /// The error function as a quotient of polynomials over −4…4; largest error 2e-7.
    @inline(__always)
    private static func erf(_ value: Four) -> Four {
        let x = value.replacing(with: -4, where: value .< -4).replacing(with: 4, where: value .> 4)
        let square = x * x
        var top = Four(repeating: -2.726_142_258e-10)
        top = top * square + 2.770_681_425e-08
        top = top * square + -2.101_024_021e-06
        top = top * square + -5.692_506_395e-05
        top = top * square + -7.349_906_303e-04
        top = top * square + -2.954_599_809e-03
        top = top * square + -1.609_603_333e-02
        var bottom = Four(repeating: -1.456_607_185e-05)
        bottom = bottom * square + -2.133_740_553e-04
        bottom = bottom * square + -1.682_826_974e-03
        bottom = bottom * square + -7.373_329_167e-03
        bottom = bottom * square + -1.426_473_905e-02
        return x * top / bottom
    }

    /// e to the power of numbers that are not positive; largest relative error 2e-7.
    @inline(__always)
    private static func exp(_ value: Four) -> Four {
        let x = value.replacing(with: -87, where: value .< -87)
        // Adding and taking away 1.5 · 2²³ rounds to a whole number, which then stands in the lowest bits.
        let shifted = x * 1.442_695_04 + 12_582_912
        let power = shifted - 12_582_912
        let rest = x - power * 0.693_359_375 - power * -2.121_944_4e-4
        var sum = Four(repeating: 1.987_569_15e-4)
        sum = sum * rest + 1.398_199_95e-3
        sum = sum * rest + 8.333_452e-3
        sum = sum * rest + 4.166_579_6e-2
        sum = sum * rest + 1.666_666_5e-1
        sum = sum * rest + 5.000_000_1e-1
        sum = sum * rest * rest + rest + 1
        let exponent = unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &+ 127
        return sum * unsafeBitCast(exponent &<< 23, to: Four.self)
    }
}
