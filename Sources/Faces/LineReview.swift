import Foundation
package import Review
package import Reviewing
import SafeText

/// The session for pipes and screen readers: lines in, lines out.
///
/// A line is a command's word, or answers to the questions in turn; where a line of text is being written it is that text.
/// An empty line is Enter.
package final class LineReview {
    private let coordinator: ReviewCoordinator
    private let briefing: Briefing
    private let write: (String) throws -> Void
    private let input = LineInput()

    /// `write` takes what is said, to standard output.
    package init(_ coordinator: ReviewCoordinator, briefing: Briefing, write: @escaping (String) throws -> Void) {
        (self.coordinator, self.briefing, self.write) = (coordinator, briefing, write)
    }

    private var session: Session { coordinator.session }

    /// Runs to the end of the input; throws `Interruption` when a signal ended it.
    package func run() throws {
        coordinator.start()
        tell(SpokenText(session, briefing).welcome)
        show()
        while session.state != .ended {
            switch input.next(within: 500) {
            case .quiet:
                coordinator.idle()
                // Nobody is there to go back: a pipe that stays open keeps nothing from ending.
                if session.state == .finished, coordinator.isPiped { return leave() }
            case .ended: return leave()
            case .signal(let number):
                coordinator.end()
                throw Interruption(signal: number)
            case .line(let line):
                let before = session
                tell(LineCommand(coordinator, briefing).take(line))
                coordinator.idle()
                guard session.state != .ended else { return leave() }
                show(after: before)
                closePage()
            }
        }
    }

    /// Makes everything durable and says how far the reviewer is, unless the last page has said it.
    private func leave() {
        coordinator.end()
        if session.state != .finished { tell(SpokenText(session, briefing).leaving) }
    }

    /// What was read aloud needs no key to be closed: the question is asked again.
    private func closePage() {
        switch session.state {
        case .reading(.help), .reading(.guidelines), .reading(.keys):
            coordinator.handle(.key(.escape))
            tell(SpokenText(session, briefing).asked)
        default: break
        }
    }

    /// Says the whole item where it is a new one, else only what is asked now.
    private func show(after before: Session? = nil) {
        let spoken = SpokenText(session, briefing)
        let isNew = before.map { $0.showingNumber != session.showingNumber || Self.isPage(session) } ?? true
        tell(isNew ? spoken.whole(since: before) : spoken.asked(since: before ?? session))
        coordinator.forgetMessage()
        guard isNew, let showing = session.showing, !session.isUp else { return }
        // What is printed is printed whole.
        coordinator.handle(.painted(Array(showing.parts)))
        coordinator.idle()
    }

    private static func isPage(_ session: Session) -> Bool {
        switch session.state {
        case .reading, .learning: true
        default: false
        }
    }

    private func tell(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        try? write(lines.joined(separator: "\n") + "\n")
    }
}
