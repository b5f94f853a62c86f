import Collecting
import Store
import Studies

/// What a run of `collect` says and does of prompts whose texts are under a blind plan: nothing by model or prompt, as who
/// failed, refused or was cut tells whose text a reviewer sees, or does not see.
struct BlindCollecting {
    /// The prompts of the blind plan, by id; empty where there is none.
    let prompts: Set<String>

    /// Whether who wrote what is to be kept from reviewers, planned or not.
    let isBlind: Bool

    init(_ study: String, in store: Store) throws {
        prompts = try store.blindPrompts(of: study)
        isBlind = try store.isBlind(study)
    }

    var isOpen: Bool { !prompts.isEmpty }

    /// Refuses to ask again by model or prompt.
    func check(_ selection: RequestSelection, _ retry: [Again]) throws {
        guard isOpen, !retry.isEmpty, !selection.isOfAll else { return }
        throw StudiesError(
            "--retry with --models, --prompts, --samples or --limit: how many there are would tell whose response failed, refused "
                + "or was cut, and with it who wrote what is reviewed; until 'slam unblind' --retry is for the whole study"
        )
    }

    /// The states of the work's requests, as `Store.states` gives them: planned responses are not asked again, and what
    /// failed is counted by no dry run.
    func states(of work: [Work], retrying reasons: [Again], isDry: Bool, of study: String, in store: Store) throws -> (
        states: [String: RequestState], again: Set<String>
    ) {
        let open = work.filter { !prompts.contains($0.draft.prompt) }
        let planned = work.filter { prompts.contains($0.draft.prompt) }
        var (states, again) = try store.states(of: open, retrying: reasons, .response, of: study)
        let own = try store.states(
            of: planned,
            retrying: isDry ? [] : reasons.filter { $0 == .failed },
            .response,
            of: study
        )
        states.merge(own.states) { $1 }
        again.formUnion(own.again)
        return (states, again)
    }

    /// What of the selected work a run makes: what is settled would be counted by its summary.
    func wanted(_ work: [Work], _ states: [String: RequestState], _ selection: RequestSelection) -> [Work] {
        isOpen && !selection.isOfAll ? work.left(states) : work
    }

    /// Whether tokens, time and cuts of a run are kept back: in total they tell of nobody only where every model is asked every
    /// prompt that is asked at all, as a text's length is seen in the review.
    func hidesAccount(of work: [Work], _ study: Study, _ selection: RequestSelection, isRetry: Bool) -> Bool {
        guard isOpen || isBlind else { return false }
        if isOpen, isRetry { return true }
        let models = Set(study.models.filter { !$0.isImported }.map(\.name))
        // Beside imported ones a single model's are its own.
        guard models.count > 1 else { return true }
        let asked = Dictionary(grouping: work, by: \.draft.prompt).mapValues { Set($0.map(\.draft.asked)) }
        return asked.values.contains { $0 != models }
    }

    /// What is said of --retry, whether there is anything to ask again or not.
    func words(_ retry: [Again], isDry: Bool) -> String {
        guard isOpen else { return "" }
        var words = ""
        if retry.contains(where: { $0 != .failed }) {
            words +=
                "Responses under the blind plan are not asked again for being refused or cut before 'slam unblind'.\n"
        }
        if isDry, retry.contains(.failed) {
            words +=
                "What failed under the blind plan is asked again too; how much that is is withheld until 'slam unblind'.\n"
        }
        return words
    }
}
