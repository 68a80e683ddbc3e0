namespace EventDriven.Operations.Diagrams;

/// <summary>A state as it is drawn, in user units of the drawing; rows count from 0.</summary>
public sealed record StateBox(string State, IReadOnlyList<string> Lines, int Row, int X, int Y, int Width, int Height)
{
    public int CentreX => X + Width / 2;

    public int CentreY => Y + Height / 2;

    public int Right => X + Width;

    public int Bottom => Y + Height;
}
