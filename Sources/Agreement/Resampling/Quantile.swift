extension [Double] {
    /// The quantile of sorted values by linear interpolation (Hyndman and Fan's type 7); 0 of none.
    package func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        let position = Swift.max(0, Swift.min(1, share)) * Double(count - 1)
        let below = Int(position)
        let above = Swift.min(below + 1, count - 1)
        return self[below] + (position - Double(below)) * (self[above] - self[below])
    }
}
