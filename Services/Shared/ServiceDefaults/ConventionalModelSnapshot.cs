using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.Conventions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The snapshot of a model with an inbox, outbox or schedule. EF Core gives a snapshot a builder without conventions,
/// where these would lack whatever their own mapping leaves to convention, and a database that is up to date would be
/// refused as out of date.
/// </summary>
public abstract class ConventionalModelSnapshot : ModelSnapshot
{
    private readonly Lazy<IModel> _model;

    /// <summary>Builds the model when it is asked for, as the context builds its own.</summary>
    protected ConventionalModelSnapshot() =>
        _model = new Lazy<IModel>(() =>
        {
            var builder = NpgsqlConventionSetBuilder.CreateModelBuilder();
            BuildModel(builder);
            return (IModel)builder.Model;
        });

    /// <inheritdoc />
    public override IModel Model => _model.Value;
}
