package import Store

extension Store {
    /// The states of the work's requests, where those with a reason to be asked again are pending, and which those are.
    package func states(of work: [Work], retrying reasons: [Again], _ purpose: Purpose, of study: String) throws -> (
        states: [String: RequestState], again: Set<String>
    ) {
        let keys = Set(work.map(\.draft.key))
        let again = try askable(Set(reasons), keys: keys, purpose: purpose, study: study)
        var states = try states(of: keys, purpose: purpose, study: study)
        for key in again { states[key] = .pending }
        return (states, again)
    }

    /// Makes new generations of those of the work's requests that are to be asked again.
    package func askAgain(_ again: Set<String>, among work: [Work]) throws {
        try askAgain(work.map(\.draft.key).filter(again.contains))
    }
}
