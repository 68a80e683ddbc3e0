namespace EventDriven.Operations.Diagrams;

/// <summary>A state as it is drawn, in user units of the drawing.</summary>
/// <param name="State">Its name.</param>
/// <param name="Lines">The name in words, a line each.</param>
/// <param name="Row">Its layer, from 0.</param>
/// <param name="X">The left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
public sealed record StateBox(string State, IReadOnlyList<string> Lines, int Row, int X, int Y, int Width, int Height)
{
    /// <summary>The middle, from left to right.</summary>
    public int CentreX => X + Width / 2;

    /// <summary>The middle, from top to bottom.</summary>
    public int CentreY => Y + Height / 2;

    /// <summary>The right edge.</summary>
    public int Right => X + Width;

    /// <summary>The lower edge.</summary>
    public int Bottom => Y + Height;
}
