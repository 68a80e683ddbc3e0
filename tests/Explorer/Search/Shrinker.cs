using EventDriven.Explorer.Running;

namespace EventDriven.Explorer.Search;

/// <summary>Shortens a failing schedule: leaves out as many moves as possible, so that it still fails.</summary>
internal static class Shrinker
{
    public static Played Shrink(Played failed) => Shrink(failed, new Player(new Coverage()).Play);

    public static Played Shrink(Played failed, Func<Schedule, Played> play)
    {
        var shortest = failed;
        // Ever smaller parts, and again from the largest after a success, until no single move can be left out.
        for (var size = shortest.Schedule.Moves.Count / 2; size >= 1; )
        {
            var before = shortest.Schedule.Moves.Count;
            for (var start = 0; start < shortest.Schedule.Moves.Count; )
            {
                var moves = shortest.Schedule.Moves;
                List<Move> fewer = [.. moves.Take(start), .. moves.Skip(start + size)];
                var played = play(shortest.Schedule with { Moves = fewer });
                if (played.Finding is not null && played.Schedule.Moves.Count < moves.Count)
                    shortest = played;
                else
                    start += size;
            }

            if (size > 1)
                size /= 2;
            else if (shortest.Schedule.Moves.Count == before)
                break;
        }

        return shortest;
    }
}
