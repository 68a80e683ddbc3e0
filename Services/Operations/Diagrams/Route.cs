using System.Globalization;
using System.Text;

namespace EventDriven.Operations.Diagrams;

/// <summary>The line from one state to another, or back to itself. Each stretch is horizontal or vertical.</summary>
/// <param name="Label">Where a number on it goes.</param>
public sealed record Route(string From, string To, IReadOnlyList<(int X, int Y)> Points, (int X, int Y) Label)
{
    private const int Radius = 7;

    /// <summary>
    /// An SVG path (SVG 1.1, section 8.3). Rounded corners show the direction where lines join.
    /// </summary>
    public string PathData
    {
        get
        {
            var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{Points[0].X} {Points[0].Y}");
            for (var i = 1; i < Points.Count - 1; i++)
            {
                var (before, after) = (Towards(Points[i], Points[i - 1]), Towards(Points[i], Points[i + 1]));
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"L{before.X} {before.Y}Q{Points[i].X} {Points[i].Y} {after.X} {after.Y}"
                );
            }

            return path.Append(CultureInfo.InvariantCulture, $"L{Points[^1].X} {Points[^1].Y}").ToString();
        }
    }

    private static (int X, int Y) Towards((int X, int Y) corner, (int X, int Y) other)
    {
        var (x, y) = (other.X - corner.X, other.Y - corner.Y);
        var length = Math.Min(Radius, Math.Max(Math.Abs(x), Math.Abs(y)) / 2);
        return (corner.X + Math.Sign(x) * length, corner.Y + Math.Sign(y) * length);
    }
}
