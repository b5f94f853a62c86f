package import Agreement

extension Estimate {
    /// A figure that nothing was seen of.
    package init() { self.init(undefined: "no item to see it on", itemCount: 0, ratingCount: 0) }
}
