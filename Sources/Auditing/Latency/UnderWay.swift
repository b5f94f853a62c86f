package import Studies

extension [Attempt] {
    /// The attempts with how many requests their endpoint had when each was sent, itself included, where that is not known
    /// already; from the times at which they were sent and ended.
    package func countingUnderWay() -> [Attempt] {
        var counted = self
        let groups = Dictionary(grouping: indices.filter { self[$0].timing.delivery != .batch }) {
            self[$0].endpoint ?? ""
        }
        for (_, members) in groups {
            let order = members.sorted { (self[$0].startedAt, $0) < (self[$1].startedAt, $1) }
            var ends: [Double] = []
            for place in order {
                let start = Double(self[place].startedAt)
                ends.removeAll { $0 <= start }
                ends.append(start + Swift.max(1, (self[place].timing.total?.seconds ?? 0) * 1000))
                if counted[place].underWay == nil { counted[place].underWay = ends.count }
            }
        }
        return counted
    }
}
