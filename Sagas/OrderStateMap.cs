using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventDriven.Sagas;

/// <summary>Stores states and steps by name, and values that are only read as a whole as JSON.</summary>
public sealed class OrderStateMap : SagaClassMap<OrderState>
{
    private const int NameLength = 64;

    protected override void Configure(EntityTypeBuilder<OrderState> entity, ModelBuilder model)
    {
        entity.ToTable("Orders");
        entity.Property(order => order.CurrentState).HasMaxLength(NameLength);
        entity.Property(order => order.Step).HasConversion<string>().HasMaxLength(NameLength);
        entity.Property(order => order.Outcome).HasConversion<string>().HasMaxLength(NameLength);
        entity.Property(order => order.TraceParent).HasMaxLength(NameLength);
        entity.Property(order => order.Sequence).IsConcurrencyToken();
        entity.Property(order => order.Epoch).IsConcurrencyToken();
        // For the sweep: the few orders that wait, however many have ended.
        entity.HasIndex(order => order.DeadlineAt).HasFilter("\"DeadlineAt\" IS NOT NULL");
        AsJson(entity.Property(order => order.Lines));
        AsJson(entity.Property(order => order.ShipTo));
        AsJson(entity.Property(order => order.Total));

        // Not loaded with the order, so each entry in memory is new and is inserted.
        entity.HasMany(order => order.History).WithOne().HasForeignKey(entry => entry.OrderId);

        model.Entity<OrderHistoryEntry>(history =>
        {
            history.ToTable("OrderHistory");
            history.HasKey(entry => new
            {
                entry.OrderId,
                entry.Epoch,
                entry.Sequence,
            });
            history.Property(entry => entry.Epoch).ValueGeneratedNever();
            history.Property(entry => entry.Sequence).ValueGeneratedNever();
            history.Property(entry => entry.Event).HasMaxLength(NameLength);
            history.Property(entry => entry.From).HasMaxLength(NameLength);
            history.Property(entry => entry.To).HasMaxLength(NameLength);
        });
    }

    // The values are replaced and never changed in place, so the same reference means no change.
    private static void AsJson<T>(PropertyBuilder<T> property) =>
        property.HasConversion(
            value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<T>(
                (left, right) => ReferenceEquals(left, right),
                value => RuntimeHelpers.GetHashCode(value),
                value => value
            )
        );
}
