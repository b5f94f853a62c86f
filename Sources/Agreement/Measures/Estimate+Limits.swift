extension Estimate {
    /// The same with its interval stretched to the figure where a bootstrap's leaves that out, which `method` says: what is most
    /// among resamples, or ties that the data do not have, may lie to one side of it.
    var holdingItself: Estimate {
        guard let value, let low, let high else { return self }
        let slack = 1e-12 * max(1, value.magnitude)
        guard value < low - slack || value > high + slack else { return self }
        var held = self
        (held.low, held.high) = (min(low, value), max(high, value))
        held.method = "\(method ?? ""), stretched to the figure: \(Self.leftOut)"
        return held
    }

    /// Why an interval is another one than the bootstrap's.
    static let leftOut = "the bootstrap's interval leaves the figure out"

    /// The same with an interval that ends where the figure does, which `method` says: no mean lies outside its scale, no
    /// difference of two means beyond the length of that scale, no mean error below 0.
    ///
    /// As it stands where nothing reaches beyond, and where the figure itself lies outside.
    package func cut(to limits: ClosedRange<Double>?) -> Estimate {
        guard let limits, let value, limits.contains(value), let low, let high,
            low < limits.lowerBound || high > limits.upperBound
        else { return self }
        var cut = self
        (cut.low, cut.high) = (max(low, limits.lowerBound), min(high, limits.upperBound))
        cut.method = [method, limits.cutWords].compactMap(\.self).joined(separator: ", ")
        return cut
    }
}

extension ClosedRange<Double> {
    /// What the difference of two figures within this range lies within.
    package var ofDifferences: ClosedRange<Double> { (lowerBound - upperBound)...(upperBound - lowerBound) }

    /// A range cut to this one; as it stands where the two have nothing in common.
    func cutting(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        range.overlaps(self) ? range.clamped(to: self) : range
    }

    /// How `method` names it: the finite ends.
    var cutWords: String {
        let ends = [lowerBound, upperBound].filter(\.isFinite).map { end in
            end == end.rounded() && abs(end) < 1e15 ? "\(Int(end))" : "\(end)"
        }
        return "cut at \(ends.joined(separator: " and "))"
    }
}
