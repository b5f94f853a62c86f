/// What every rule, n and interval counts as one where rows of a file name clusters: the cluster, a row without one with the
/// others of its prompt, and clusters that share a prompt as one, since neither texts of a cluster nor those of a prompt are
/// independent.
package struct ClusterUnits: Sendable {
    /// The names of the units, and by row its unit, −1 where it stands alone.
    package let names: [String]
    package let numbers: [Int32]
    /// Whether clusters share prompts, so that several count as one.
    package let areJoined: Bool

    /// Nil without clusters, and where these only part what belongs together, so that the prompt stays the unit. The numbers are
    /// by row, −1 where it has none; those of prompts are empty where no row has one.
    package init?(clusters: [String], clusterNumbers: [Int32], prompts: [String], promptNumbers: [Int32]) {
        guard !clusters.isEmpty else { return nil }
        names = clusters + prompts.map { "\($0)\u{1F}prompt" }
        let prompt = { (row: Int) -> Int32 in row < promptNumbers.count ? promptNumbers[row] : -1 }
        let own = clusterNumbers.indices.map { row -> Int32 in
            if clusterNumbers[row] >= 0 { return clusterNumbers[row] }
            return prompt(row) < 0 ? -1 : Int32(clusters.count) + prompt(row)
        }
        let ties = clusterNumbers.indices.filter { clusterNumbers[$0] >= 0 && prompt($0) >= 0 }
            .map { (Int(clusterNumbers[$0]), clusters.count + Int(prompt($0))) }
        let joined = Self.joined(names, clusterCount: clusters.count, ties)
        let numbers = own.map { $0 < 0 ? -1 : joined[Int($0)] }
        func count(_ numbers: [Int32]) -> Int { Set(numbers.filter { $0 >= 0 }).count + numbers.count { $0 < 0 } }
        let promptCount = count(promptNumbers)
        if !promptNumbers.isEmpty, count(own) > promptCount, count(numbers) == promptCount { return nil }
        self.numbers = numbers
        areJoined = Set(clusterNumbers.filter { $0 >= 0 }.map { joined[Int($0)] }).count < clusters.count
    }

    /// By number of a cluster, and after these of a prompt, the one that stands for all that rows tie together: of its clusters
    /// the first by name, so that the order of reading moves no digit.
    private static func joined(_ nodes: [String], clusterCount: Int, _ ties: [(Int, Int)]) -> [Int32] {
        var parents = Array(nodes.indices)
        func root(_ node: Int) -> Int {
            var node = node
            while parents[node] != node {
                parents[node] = parents[parents[node]]
                node = parents[node]
            }
            return node
        }
        func isBefore(_ one: Int, _ other: Int) -> Bool {
            let (isCluster, isOtherCluster) = (one < clusterCount, other < clusterCount)
            return isCluster == isOtherCluster ? Subjects.precedes(nodes[one], nodes[other]) : isCluster
        }
        for (cluster, prompt) in ties {
            let (one, other) = (root(cluster), root(prompt))
            guard one != other else { continue }
            if isBefore(one, other) { parents[other] = one } else { parents[one] = other }
        }
        return nodes.indices.map { Int32(root($0)) }
    }

    /// What is said where the prompt stays the unit, and where clusters are joined.
    static let finer =
        "There are more clusters than prompts: every n and interval takes the prompt as unit, since texts of one prompt are not independent."
    static let joinedWords =
        "Some prompts have texts in several clusters: clusters that share a prompt count as one, since texts of one prompt are not independent."
}
