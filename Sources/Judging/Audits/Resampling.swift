package import Agreement

/// A figure of an audit: as every other.
package typealias AuditEstimate = Estimate

extension Estimate {
    /// A figure that nothing was seen of.
    package init() { self.init(undefined: "no item to see it on", itemCount: 0, ratingCount: 0) }
}
