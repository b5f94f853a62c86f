import Foundation

/// The ratings of people that a file of exported ratings holds, and which of them stand in what is to take its place.
package struct EarlierExport {
    /// An act of a person, by what neither masks nor the unblinding change of it.
    private struct Act: Hashable {
        var prompt: String?
        var criterion: String?
        var outcome: String?
        var at: Double?
        /// Of an item alone: which side of a pair has the smaller id hangs on the names of the two.
        var value: Double?
    }

    private let path: String
    private var left: [Act: Int] = [:]
    private var unread = 0

    /// Empty where no such file is.
    package init(path: String) throws {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else { return }
        try JSONLines.read(try ByteSource(path: path)) { _, line in
            guard let value = try? line.get(), value["schema"]?.string == RatingRecord.schema else {
                unread += 1
                return
            }
            // What machines said is asked of them again, and leaves by other names and without its time.
            guard value["kind"]?.string == RaterKind.human.rawValue else { return }
            let act = Act(
                prompt: value["prompt"]?.string,
                criterion: value["criterion"]?.string,
                outcome: value["outcome"]?.string,
                at: value["at"]?.number,
                value: value["pair"] == nil ? value["value"]?.number : nil
            )
            left[act, default: 0] += 1
        }
    }

    /// Takes note of a rating that stands in the new file.
    package mutating func see(_ record: RatingRecord) {
        guard !left.isEmpty else { return }
        var isOfPair = false
        if case .pair = record.subject { isOfPair = true }
        let act = Act(
            prompt: record.prompt,
            criterion: record.criterion,
            outcome: record.outcome.rawValue,
            at: record.at.map(Double.init),
            value: isOfPair ? nil : record.value
        )
        guard let count = left[act] else { return }
        left[act] = count > 1 ? count - 1 : nil
    }

    /// Refuses to lose what the new file has not.
    package func check() throws {
        let count = left.values.reduce(unread, +)
        guard count > 0 else { return }
        throw StudiesError(
            "'\(path)' holds \(Figures.count(count, "line")) that the database does not: 'slam merge' takes "
                + "them in, or move the file away; nothing was written"
        )
    }
}
