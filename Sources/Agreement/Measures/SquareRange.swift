extension [Double] {
    /// Whether the values differ and the squares of their differences are 0 all the same: too small to be numbers.
    var haveLostSquares: Bool {
        guard let low = self.min(), let high = self.max(), low < high else { return false }
        return (high - low) * (high - low) == 0
    }

    /// Why a figure of such values is undefined.
    static var lostSquares: String { "the scores differ by too little for their squares: scale them up" }
}
