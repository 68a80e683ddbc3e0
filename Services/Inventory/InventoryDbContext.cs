using EventDriven.Inventory.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory;

public sealed class InventoryDbContext(DbContextOptions<InventoryDbContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<Reservation> Reservations => Set<Reservation>();

    public DbSet<StepRecord> Steps => Set<StepRecord>();

    public DbSet<Restock> Restocks => Set<Restock>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Product>(product =>
        {
            product.ToTable(table =>
            {
                table.HasCheckConstraint("CK_Products_Held", "\"Held\" >= 0");
                table.HasCheckConstraint("CK_Products_Available", "\"OnHand\" >= \"Held\"");
            });
            product.HasKey(p => p.Sku);
            product.Property(p => p.Sku).HasMaxLength(64);
            product.Property(p => p.Name).HasMaxLength(200);
            product.Property(p => p.UnitPrice).HasPrecision(18, 2);
            product.Property(p => p.Currency).HasMaxLength(3);
            product.Property(p => p.OnHand).IsConcurrencyToken();
            product.Property(p => p.Held).IsConcurrencyToken();
        });

        modelBuilder.Entity<Reservation>(reservation =>
        {
            reservation.HasKey(r => r.OrderId);
            reservation.Property(r => r.OrderId).ValueGeneratedNever();
            reservation.Property(r => r.Status).HasConversion<string>().HasMaxLength(16).IsConcurrencyToken();
            reservation.HasMany(r => r.Lines).WithOne().HasForeignKey(line => line.OrderId);
        });

        modelBuilder.Entity<ReservationLine>(line =>
        {
            line.ToTable("ReservationLines", table =>
                table.HasCheckConstraint("CK_ReservationLines_Quantity", "\"Quantity\" > 0")
            );
            line.HasKey(l => new { l.OrderId, l.Sku });
            line.Property(l => l.Sku).HasMaxLength(64);
            line.HasOne<Product>().WithMany().HasForeignKey(l => l.Sku).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<Restock>(restock =>
        {
            restock.ToTable(table => table.HasCheckConstraint("CK_Restocks_Quantity", "\"Quantity\" > 0"));
            restock.Property(r => r.RestockId).ValueGeneratedNever();
            restock.HasKey(r => r.RestockId);
            restock.Property(r => r.Sku).HasMaxLength(64);
            restock.HasOne<Product>().WithMany().HasForeignKey(r => r.Sku).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.AddSteps();
        modelBuilder.AddRedelivery(Database);
    }
}
